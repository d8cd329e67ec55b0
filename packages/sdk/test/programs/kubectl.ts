import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'

const pinned = join(import.meta.dirname, '..', '..', '..', '..', 'tools', 'bin', 'kubectl')

/** The real kubectl: `OME_TEST_KUBECTL`, else the pinned one of the repository. */
export const kubectlProgram = (): string | undefined =>
  [process.env['OME_TEST_KUBECTL'], pinned].find((path) => path && existsSync(path))

/**
 * Registers a test that runs the real kubectl. Without the program the suite says what is missing, and under CI it
 * fails: a comparison that is not made must not look like one that held.
 */
export function itWithKubectl(
  name: string,
  test: (kubectl: (args: readonly string[], env: Record<string, string>) => Promise<string>) => Promise<void>,
) {
  const program = kubectlProgram()
  if (program) {
    it(name, () => test((args, env) => run(program, args, env)))
    return
  }
  if (process.env['CI']) {
    it(name, () => {
      throw new Error('this test needs kubectl: set OME_TEST_KUBECTL or run `npm ci`')
    })
    return
  }
  process.stderr.write(`not compared with kubectl ("${name}"): set OME_TEST_KUBECTL to the program\n`)
}

async function run(program: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  const {PATH = ''} = process.env
  const {stdout} = await promisify(execFile)(program, [...args], {env: {PATH, ...env}})
  return stdout
}
