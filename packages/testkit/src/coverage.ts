import assert from 'node:assert/strict'
import {readdirSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Completions, Need} from '@ome/sdk/need'
import {runsOf} from './recording.ts'
import {compareRights, type Declared} from './rights.ts'

interface CommandStatics {
  readonly needs?: unknown
  readonly risk?: unknown
  readonly completions?: Completions
}

export interface CoverageOptions {
  /** Whether rights that commands can do without have to be used by a test as well. Default false. */
  readonly optionalToo?: boolean
}

const risks = ['read', 'write', 'destructive', 'admin']

/**
 * Tests of a plugin's rights, for a spec of its own: `coverage(join(import.meta.dirname, '..'))`. One test per command
 * file in `src/commands`: it declares needs and risk, every request that the plugin's tests made through `run()` on a
 * `cluster()` is covered by a need, and every need that is not optional was used by one. The tests run after all others;
 * where not all spec files of the plugin were run, or one failed, what was not used is left open.
 */
export function coverage(folder: string, {optionalToo: strict = false}: CoverageOptions = {}): void {
  const root = resolve(folder)
  describe('the rights that commands declare are those they use', function () {
    this.timeout(60_000)
    runLast(this)
    const others = specFiles(root)
    const commands = files(join(root, 'src/commands')).filter((file) => isSource(file) && !isSpec(file))
    it('of all command files', () => assert.notEqual(commands.length, 0, `${root} has no src/commands`))
    for (const file of commands) {
      it(`ome ${idOf(file)}`, async () => {
        const {default: command} = await import(pathToFileURL(join(root, 'src/commands', file)).href)
        const {undeclared, unused} = compareRights(declared(command, strict), [...runsOf(command)].map(asRun))
        const tooWide = ranCompletely(this, others) ? unused : []
        const wrong = [
          ...undeclared.map((right) => `asks the cluster for what no need declares: ${right}`),
          ...tooWide.map((right) => `declares what no test makes use of: ${right}`),
        ]
        assert.ok(wrong.length === 0, wrong.join('\n'))
      })
    }
  })
}

function declared({needs, risk, completions}: CommandStatics, strict: boolean): Declared {
  assert.ok(Array.isArray(needs), 'the command lacks needs: an empty list when it uses no cluster')
  assert.ok(typeof risk === 'string' && risks.includes(risk), `the command lacks risk: ${risks.join(', ')}`)
  const nouns = Object.values(completions?.args ?? {}).find((source) => 'object' in source)?.object
  const rights = needs as readonly Need[]
  return {
    needs: strict ? rights.map(({optional: _, ...need}) => need) : rights,
    ...(nouns === undefined ? {} : {nouns}),
  }
}

const asRun = ({requests, ...run}: ReturnType<typeof runsOf>[number]) => ({...run, requests: requests.values()})

/** Moves the suite behind all others that were loaded, once they are. */
function runLast(suite: Mocha.Suite): void {
  const {parent} = suite
  parent?.beforeAll('coverage of rights comes last', () => {
    parent.suites.splice(parent.suites.indexOf(suite), 1)
    parent.suites.push(suite)
  })
}

/** Whether each of the spec files was loaded and all its tests passed: only then a right that nothing used says something. */
function ranCompletely(suite: Mocha.Suite, specs: readonly string[]): boolean {
  const suites = (suite.parent?.suites ?? []).filter((each) => each !== suite)
  return specs
    .filter((file) => file !== suite.file)
    .every((file) => {
      const own = suites.filter((each) => each.file === file)
      return own.length > 0 && own.every(passed)
    })
}

const passed = (suite: Mocha.Suite): boolean =>
  suite.tests.every(({state}) => state === 'passed') && suite.suites.every(passed)

const files = (folder: string): readonly string[] =>
  readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map((file) => file.replaceAll('\\', '/'))
    .sort()

const isSource = (file: string): boolean => /\.(?:ts|mts|js|mjs)$/.test(file) && !/\.d\.m?ts$/.test(file)
const isSpec = (file: string): boolean => /\.test\.m?[jt]s$/.test(file)
const specFiles = (root: string): readonly string[] =>
  files(join(root, 'test'))
    .filter(isSpec)
    .map((file) => join(root, 'test', file))
const idOf = (file: string): string => file.replace(/\.m?[jt]s$/, '').replaceAll('/', ' ')
