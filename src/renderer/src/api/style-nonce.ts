/**
 * The nonce that both shells put into `style-src` of the page's Content-Security-Policy, anew for each
 * load. Libraries that add `<style>` elements are given it: CodeMirror's `EditorView.cspNonce`, Base
 * UI's `CSPProvider`.
 */
export function styleNonce(): string {
  const holder = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')
  return holder?.nonce ?? ''
}
