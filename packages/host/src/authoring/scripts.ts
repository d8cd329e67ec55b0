import {spawn} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'

export interface Run {
  readonly cwd: string
  readonly env: Context['env']
  readonly signal: AbortSignal
  /** Everything it prints, as it comes. */
  readonly onText: (text: string) => void
}

/** Scripts of a plugin's package.json. Throws when the folder holds no package. */
export function scriptsOf(folder: string): Readonly<Record<string, string>> {
  const path = join(folder, 'package.json')
  if (!existsSync(path))
    throw new OmeError('not-found', `${folder} is not the folder of a plugin: it has no package.json`, [
      'make one: ome plugin new DIR',
    ])
  return JSON.parse(readFileSync(path, 'utf8')).scripts ?? {}
}

/** Runs `npm run NAME` in the plugin's folder; resolves to its exit code. */
export const runScript = (name: string, run: Run): Promise<number> => runProgram('npm', ['run', '--silent', name], run)

/** Runs a program and resolves to its exit code. */
export async function runProgram(
  program: string,
  args: readonly string[],
  {cwd, env, signal, onText}: Run,
): Promise<number> {
  // npm is a batch file on Windows, which only a shell can start.
  const shell = process.platform === 'win32'
  const child = spawn(program, args, {cwd, env: {...env}, signal, shell, stdio: ['ignore', 'pipe', 'pipe']})
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onText)
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'ENOENT'
          ? new OmeError('failed', `${program} is not on the PATH`, ['install Node.js with npm'], {cause})
          : cause,
      ),
    )
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/** Its commands are programs or images, described by a manifest that people write: nothing has to be built. */
export const isForeign = (folder: string): boolean => existsSync(join(folder, foreignManifestFile))

/** Builds a plugin by its own script, printing what that prints only when it fails. */
export async function build(folder: string, around: Omit<Run, 'cwd'>): Promise<void> {
  const scripts = scriptsOf(folder)
  if (scripts['build'] === undefined && isForeign(folder)) return
  if (scripts['build'] === undefined)
    throw new OmeError('failed', `${join(folder, 'package.json')} has no script "build"`, [
      'add one that writes dist/plugin.cjs: see ome plugin new',
    ])
  const printed: string[] = []
  const code = await runScript('build', {...around, cwd: folder, onText: (text) => void printed.push(text)})
  if (code === 0) return
  around.onText(printed.join(''))
  throw new OmeError('failed', `${folder} cannot be built: its script "build" ended with code ${code}`, [], {
    object: folder,
  })
}
