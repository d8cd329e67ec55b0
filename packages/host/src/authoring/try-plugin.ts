import {spawn} from 'node:child_process'
import {linkPlugin, unlinkPlugin} from '@ome/installer/install/change-plugins'
import {readLock} from '@ome/installer/install/lock'
import type {Workbench} from '@ome/installer/install/workbench'

/** Runs `ome WORDS` with a folder linked; a link that was not there before goes again. Resolves to the exit code. */
export async function whileLinked(
  bench: Workbench,
  folder: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const before = readLock(bench.data).links
  const {name} = await linkPlugin(bench, folder, folder)
  try {
    return await runOme(words, signal)
  } finally {
    if (before[name]?.path !== folder) await restore(bench, name, before[name]?.path)
  }
}

async function restore(bench: Workbench, name: string, path: string | undefined): Promise<void> {
  if (path === undefined) await unlinkPlugin(bench, name)
  else await linkPlugin(bench, path, path)
}

/** This program again, on the same terminal. */
function runOme(words: readonly string[], signal: AbortSignal): Promise<number> {
  const [, program = ''] = process.argv
  const child = spawn(process.execPath, [program, ...words], {stdio: 'inherit'})
  // On a terminal Ctrl-C reaches the child too; it ends in its own way.
  signal.addEventListener('abort', () => void child.kill('SIGTERM'), {once: true})
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 130))
  })
}
