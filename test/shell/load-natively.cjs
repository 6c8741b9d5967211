/**
 * Loads modules with Node's own loader, `electron` being the stand-in. Vitest would transform what a
 * test imports; the bundle is to run as it was built.
 */
const nodeModule = require('node:module')
const nodeUrl = require('node:url')
const nodePath = require('node:path')

const standIn = nodeUrl.pathToFileURL(nodePath.join(__dirname, 'electron-stand-in.ts')).href

nodeModule.registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})

exports.standIn = async () => await import(standIn)
/** Each load evaluates the entry anew; its chunks are shared. */
let loads = 0
exports.bundle = async (path) => await import(`${nodeUrl.pathToFileURL(path).href}?load=${loads++}`)
/** A CommonJS file, evaluated anew. */
exports.script = (path) => {
  delete require.cache[require.resolve(path)]
  return require(path)
}
