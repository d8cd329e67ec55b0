import {randomBytes} from 'node:crypto'
import {linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {diskTrouble} from '@ome/sdk/disk/disk-trouble'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {recover} from './recover.ts'
import type {Workbench} from './workbench.ts'

interface Owner {
  readonly pid: number
  /** When the process began, where the system tells it: a process id is used again after a while. */
  readonly started: string
  readonly token: string
}

const pollMs = 100

/**
 * Runs work that changes the data folder while no other process does. What an interrupted process left is first
 * finished or dropped. Waits for another process with one line on stderr, then fails with `conflict`.
 */
export async function whileBusy<Result>(bench: Workbench, work: () => Promise<Result>): Promise<Result> {
  const mine: Owner = {
    pid: process.pid,
    started: processStart(process.pid) ?? '',
    token: randomBytes(8).toString('hex'),
  }
  try {
    makeFolder(bench.data)
    await take(bench, mine)
    dropDeadDrafts(bench.data)
    await recover(bench)
    return await work()
  } catch (error) {
    throw diskTrouble(error, bench.data, 'to change anything') ?? error
  } finally {
    if (readOwner(bench.data)?.token === mine.token) rmSync(busyPath(bench.data), {force: true})
  }
}

export const busyPath = (data: string): string => join(data, '.busy')

async function take(bench: Workbench, mine: Owner): Promise<void> {
  const draft = `${busyPath(bench.data)}.${mine.token}`
  try {
    writeFileSync(draft, JSON.stringify(mine), {flag: 'wx', mode: 0o600})
    let said = false
    for (let waited = 0; !tryTake(bench.data, draft); waited += pollMs) {
      const owner = readOwner(bench.data)
      if (waited >= bench.patienceMs) throw heldBy(bench, owner)
      if (!said) bench.say(`waiting for another ome${owner === undefined ? '' : ` (process ${owner.pid})`} to finish`)
      said = true
      await delay(pollMs, undefined, {signal: bench.signal})
    }
  } finally {
    rmSync(draft, {force: true})
  }
}

/** A link is made with its whole content or not at all; a plain create would show an empty file for a moment. */
function tryTake(data: string, draft: string): boolean {
  try {
    linkSync(draft, busyPath(data))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const owner = readOwner(data)
  return owner !== undefined && !isAlive(owner) && takeOver(data, draft, owner)
}

/** Of several that see the same dead owner, the one that makes the marker named after it replaces the file. */
function takeOver(data: string, draft: string, dead: Owner): boolean {
  const marker = `${busyPath(data)}.${dead.token}.dead`
  try {
    linkSync(draft, marker)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const other = parseOwner(readIfPresent(marker))
    if (other !== undefined && !isAlive(other)) rmSync(marker, {force: true})
    return false
  }
  try {
    if (readOwner(data)?.token !== dead.token) return false
    renameSync(marker, busyPath(data))
    return true
  } finally {
    rmSync(marker, {force: true})
  }
}

/** Drafts and markers of processes that were killed while they waited. One without content may just be in the making. */
function dropDeadDrafts(data: string): void {
  for (const name of readdirSync(data).filter((one) => one.startsWith('.busy.'))) {
    const owner = parseOwner(readIfPresent(join(data, name)))
    if (owner !== undefined && owner !== nobody && !isAlive(owner)) rmSync(join(data, name), {force: true})
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === 0) return false
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const started = processStart(owner.pid)
  return started === undefined || owner.started === '' || started === owner.started
}

/** Clock ticks since boot at which a process began, from Linux' /proc; undefined elsewhere. */
function processStart(pid: number): string | undefined {
  const text = readIfPresent(`/proc/${pid}/stat`)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19]
}

const readOwner = (data: string): Owner | undefined => parseOwner(readIfPresent(busyPath(data)))

/** A file that a living process made is whole; anything else is what a crash of the machine has left. */
const nobody: Owner = {pid: 0, started: '', token: 'nobody'}

function parseOwner(text: string | undefined): Owner | undefined {
  if (text === undefined) return undefined
  const [, pid, started, token] = /^\{"pid":(\d+),"started":"(\d*)","token":"(\w+)"\}$/.exec(text) ?? []
  return pid === undefined || token === undefined ? nobody : {pid: Number(pid), started: started ?? '', token}
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

const heldBy = (bench: Workbench, owner: Owner | undefined): OmeError =>
  new OmeError(
    'conflict',
    `another ome${owner === undefined ? '' : ` (process ${owner.pid})`} has been changing plugins for more than ${bench.patienceMs / 1000} s`,
    ['wait for it to end and run the command again'],
    {object: busyPath(bench.data)},
  )
