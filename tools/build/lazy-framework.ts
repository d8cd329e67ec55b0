import {readFileSync} from 'node:fs'
import type {Plugin} from 'esbuild'

/** Statements of oclif that act when a module is read. Each must be found, so that a new version is looked at again. */
const edits: readonly {readonly file: string; readonly from: string; readonly to: string; readonly why: string}[] = [
  {
    file: 'lib/command.js',
    from: "process.stdout.on('error', (err) => {\n    if (err && err.code === 'EPIPE')\n        return;\n    throw err;\n});",
    to: '',
    why: 'opens the stdout stream on every start; the launcher treats EPIPE itself',
  },
  {
    file: 'lib/logger.js',
    from: 'return (formatter, ...args) => {\n',
    to: 'return (formatter, ...args) => {\n        if (!process.env.DEBUG) return;\n',
    why: 'evaluates the debug package to write nothing',
  },
  {
    file: 'lib/index.js',
    from: 'checkNodeVersion();\nexports.Args',
    to: 'exports.Args',
    why: 'bin/ome has checked the version already',
  },
  {
    file: 'lib/util/os.js',
    from: "return (await import('wsl-utils')).isWsl ? 'wsl' : (0, node_os_1.platform)();",
    to: 'return (0, node_os_1.platform)();',
    why: 'imports an ES module package on every start to tell WSL from Linux, which nothing here asks',
  },
]

/** Makes the framework's top-level `require` calls happen on first use. */
export const lazyFramework: Plugin = {
  name: 'lazy-framework',
  setup({onLoad}) {
    onLoad({filter: /[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/}, ({path}) => {
      const file = path.replaceAll('\\', '/').replace(/^.*@oclif\/core\//, '')
      let text = readFileSync(path, 'utf8')
      for (const edit of edits.filter((candidate) => candidate.file === file)) {
        if (!text.includes(edit.from))
          throw new Error(`@oclif/core ${file} no longer contains: ${edit.from} (${edit.why})`)
        text = text.replace(edit.from, edit.to)
      }
      return {contents: lazyRequires(text), loader: 'js'}
    })
  },
}

/** Turns compiled TypeScript's `const x_1 = require("y")` into an accessor, and the uses of `x_1` into calls of it. */
export function lazyRequires(text: string): string {
  const names: string[] = []
  const call = String.raw`((?:__importStar\(|__importDefault\()?require\("[^"]+"\)\)?)`
  const declared = text
    .replace(
      new RegExp(String.raw`^(?:const|var) (\w+_\d+|Errors|Parser) = ${call};$`, 'gm'),
      (_, name: string, load: string) => {
        names.push(name)
        return `let ${name}$; const ${name}$get = () => (${name}$ ??= ${load});`
      },
    )
    .replace(new RegExp(String.raw`^exports\.(\w+) = ${call};$`, 'gm'), (_, name: string, load: string) => {
      return `{let value; Object.defineProperty(exports, "${name}", {enumerable: true, configurable: true, get: () => (value ??= ${load})});}`
    })
  return names.reduce(
    (result, name) => result.replace(new RegExp(String.raw`(?<![.\w$])${name}(?![\w$])`, 'g'), `(${name}$get())`),
    declared,
  )
}
