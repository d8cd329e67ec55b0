import {existsSync, globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {bundleFile} from '@ome/installer/artifact/contract'
import {packFolder} from '@ome/installer/artifact/pack'
import {isOmeError} from '@ome/sdk/errors'
import {type Checked, contractChecks, loadCheck, manifestCheck} from './contract-checks.ts'
import {probeLoad} from './load-probe.ts'
import {build, isForeign, type Run, runScript, scriptsOf} from './scripts.ts'

export interface TestOptions extends Omit<Run, 'cwd'> {
  readonly folder: string
  readonly hostFolder: string
  readonly hostApi: string
}

/**
 * Builds a plugin, runs the scripts `check` and `unit` that it has (types and its own tests, with the coverage of its
 * rights), and holds what would be packed to the contract. Goes on after a failure, so that all faults are told at once.
 */
export async function testPlugin(options: TestOptions): Promise<readonly Checked[]> {
  const {folder} = options
  const scripts = scriptsOf(folder)
  const results = [await built(options)]
  const failed = results.some(({faults}) => faults.length > 0)
  for (const [check, script] of [
    ['types', 'check'],
    ['tests', 'unit'],
  ] as const) {
    if (scripts[script] === undefined) {
      if (check === 'tests' && !isForeign(folder))
        results.push({check, faults: ['package.json has no script "unit"'], detail: ''})
      continue
    }
    const code = await runScript(script, {...options, cwd: folder})
    const detail = `npm run ${script}`
    results.push({check, faults: code === 0 ? [] : [`npm run ${script} ended with code ${code}`], detail})
  }
  if (!isForeign(folder)) results.push(coverageCheck(folder))
  return failed ? results : [...results, ...(await contract(options))]
}

/** The rights are only known to be the right ones when the tests compare them with the requests. */
function coverageCheck(folder: string): Checked {
  const specs = globSync('test/**/*.test.*', {cwd: folder})
  const covers = specs.filter((file) => readFileSync(join(folder, file), 'utf8').includes('@ome/testkit/coverage'))
  return {
    check: 'coverage',
    faults: covers.length > 0 ? [] : ['no test in test/ calls coverage() of @ome/testkit/coverage'],
    detail: covers.join(', '),
  }
}

async function built(options: TestOptions): Promise<Checked> {
  try {
    await build(options.folder, options)
    return {check: 'build', faults: [], detail: isForeign(options.folder) ? 'nothing to build' : 'npm run build'}
  } catch (error) {
    if (!isOmeError(error)) throw error
    return {check: 'build', faults: [error.message], detail: ''}
  }
}

async function contract({folder, hostFolder, hostApi, signal}: TestOptions): Promise<readonly Checked[]> {
  const packed = await packFolder(folder)
  const checks = contractChecks(packed, hostApi)
  const bundle = join(folder, bundleFile)
  if (!existsSync(bundle)) return checks
  const loaded = await probeLoad(bundle, hostFolder, signal)
  return [...checks, loadCheck(loaded), manifestCheck(packed, loaded)]
}
