// npm run new -- plugin NAME | command PLUGIN WORD…: in this repository, something that works and passes `npm run check` as it is.
import {spawnSync} from 'node:child_process'
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {commandFiles} from '../packages/host/src/authoring/command-files.ts'
import {nameProblem} from '../packages/host/src/authoring/names.ts'
import {pluginFiles} from './scaffold/plugin.ts'

const usage = `usage: npm run new -- plugin NAME
       npm run new -- command PLUGIN WORD...

example: npm run new -- plugin quota-report
         npm run new -- command serving warm-up
`

function fail(message: string): never {
  process.stderr.write(`error: ${message}\n`)
  process.exit(2)
}

function plan([what, ...words]: readonly string[]): ReadonlyMap<string, string> {
  for (const word of words) {
    const problem = nameProblem(word)
    if (problem) fail(problem)
  }
  const [name, ...rest] = words
  if (what === 'plugin' && name !== undefined && rest.length === 0) {
    if (existsSync(join('packages', `plugin-${name}`))) fail(`packages/plugin-${name} is there already`)
    return pluginFiles(name, JSON.parse(readFileSync('packages/sdk/package.json', 'utf8')).version)
  }
  if (what === 'command' && name !== undefined && rest.length > 0) {
    if (!existsSync(join('packages', `plugin-${name}`))) fail(`there is no packages/plugin-${name}`)
    return new Map([...commandFiles(rest)].map(([path, text]) => [join('packages', `plugin-${name}`, path), text]))
  }
  process.stderr.write(usage)
  process.exit(2)
}

function run(program: string, args: readonly string[]): void {
  const {status} = spawnSync(program, args, {stdio: ['ignore', 'ignore', 'inherit']})
  if (status !== 0) fail(`${program} ${args.join(' ')} ended with code ${status}`)
}

const files = plan(process.argv.slice(2))
for (const path of files.keys()) if (existsSync(path)) fail(`${path} is there already; nothing was written`)
for (const [path, text] of files) {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
}
// The workspace link, the manifest and the reference page belong to what was made.
if (process.argv[2] === 'plugin') {
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'])
  copyFileSync('package-lock.json', join('node_modules', '.cache', 'ome-installed'))
}
run('biome', ['check', '--write', ...[...files.keys()].filter((path) => /\.(ts|json)$/.test(path))])
run('node', ['tools/build.ts'])
run('node', ['tools/docs.ts'])
process.stdout.write(`${[...files.keys()].join('\n')}\n\nnext: npm run check, then npm test\n`)
