import {Worker} from 'node:worker_threads'
import {readDocument} from './reader/read-document.ts'
import {Unreadable} from './reader/unreadable.ts'

/**
 * A program of its own that reads documents of rich formats, one after the other: they are written by anybody, and what
 * one of them does to the memory or the time of its reader must not reach the command.
 */

interface Order {
  readonly id: number
  readonly type: string
  readonly bytes: Uint8Array
  readonly mostCharacters: number
}

/** In MiB, the only argument. V8's own limit does not count buffers, which is what a bomb is unpacked into. */
const most = Number(process.argv[2]) * 2 ** 20
const watchdog = `
const {workerData} = require('node:worker_threads')
setInterval(() => {
  if (process.memoryUsage.rss() > workerData.most || process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL')
}, 50)`

new Worker(watchdog, {eval: true, workerData: {most, parent: process.ppid}}).unref()

// Ctrl-C reaches the whole group: the command ends its reader when it has put things in order.
process.on('SIGINT', () => undefined)
process.on('message', ({id, type, bytes, mostCharacters}: Order) => {
  readDocument(type, bytes, mostCharacters).then(
    (text) => process.send?.({id, text}),
    (error: unknown) => process.send?.({id, fault: error instanceof Unreadable ? error.message : brief(error)}),
  )
})
process.send?.({isReady: true})

const brief = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200)
