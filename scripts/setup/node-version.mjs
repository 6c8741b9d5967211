export const NODE_SENTENCE =
  'Pitwall needs Node 20.19 or later to set itself up; this is ' +
  `${process.versions.node}. Install a newer one from https://nodejs.org and try again.`

/**
 * @param {string} version as in process.versions.node
 * @returns {boolean}
 */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
}
