/**
 * A generator of numbers in [0, 1), the same sequence for the same seed: an interval must not differ
 * from one look at it to the next. sfc32 of Chris Doty-Humphrey's PractRand
 * (https://pracrand.sourceforge.net/RNG_engines.txt), 128 bits of state.
 */
export function seededRandom(seed: number): () => number {
  let a = seed | 0
  let b = 0x9e_37_79_b9 | 0
  let c = 0x24_3f_6a_88 | 0
  let counter = 1
  const next = (): number => {
    const output = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + output) | 0
    return (output >>> 0) / 4_294_967_296
  }
  // The author's own advice: the first outputs still show the seed.
  for (let i = 0; i < 15; i++) next()
  return next
}
