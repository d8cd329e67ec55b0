import {readFile, rm, writeFile} from 'node:fs/promises'
import {OmeError} from '@ome/sdk/errors'
import {processStart} from './process-id.ts'
import {isMissing} from './sandbox-folder.ts'

/** Keeps two starts in one folder apart; returns the way to let go. A lock whose holder is gone is taken over. */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const own = `${process.pid} ${await processStart(process.pid)}`
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, own, {flag: 'wx', mode: 0o600})
      return () => rm(path, {force: true})
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      if (await isHeld(path)) break
      await rm(path, {force: true})
    }
  }
  throw new OmeError('conflict', 'another ome sandbox up is starting the sandbox', [
    'see how far it is: ome sandbox status',
  ])
}

async function isHeld(path: string): Promise<boolean> {
  try {
    const [pid, start] = (await readFile(path, 'utf8')).split(' ')
    return (await processStart(Number(pid))) === start
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
