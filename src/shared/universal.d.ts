/** What Node and browsers both have beyond the language itself, as far as it is used here. */
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes: Uint8Array): string
}
declare function atob(base64: string): string
declare function btoa(binary: string): string
/** Reads gzip in pieces; what is damaged fails the reading. */
declare class DecompressionStream {
  constructor(format: 'gzip')
  readonly readable: {
    getReader(): {
      read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>
      cancel(): Promise<void>
    }
  }
  readonly writable: {
    getWriter(): { write(piece: Uint8Array<ArrayBuffer>): Promise<void>; close(): Promise<void> }
  }
}
