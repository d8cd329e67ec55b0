import type {Duplex} from 'node:stream'
import {createInflate, type Inflate} from 'node:zlib'
import type {WebSocket} from 'ws'
import type {ApiObject} from '../api.ts'
import type {NodeAgent} from '../node-agent.ts'
import {openTunnel} from './port-forward.ts'
import {spdyDictionary} from './spdy-dictionary.ts'

const frame = {synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7, windowUpdate: 9} as const
const finFlag = 1

interface Connection {
  readonly socket: WebSocket
  readonly agent: NodeAgent
  readonly pod: ApiObject
  readonly inflate: Inflate
  /** Data streams by id. */
  readonly data: Map<number, Duplex>
  /** Error streams by the id of the request they belong to. */
  readonly errors: Map<string, number>
  replied: boolean
}

/** kubectl's port-forward: SPDY/3.1 frames inside the binary messages of one WebSocket. */
export function serveSpdyTunnel(socket: WebSocket, agent: NodeAgent, pod: ApiObject): void {
  const connection: Connection = {
    socket,
    agent,
    pod,
    inflate: createInflate({dictionary: spdyDictionary()}),
    data: new Map(),
    errors: new Map(),
    replied: false,
  }
  let pending: Buffer = Buffer.alloc(0)
  let work = Promise.resolve()
  socket.on('message', (message: Buffer) => {
    pending = Buffer.concat([pending, message])
    for (let taken = takeFrame(pending); taken; taken = takeFrame(pending)) {
      pending = pending.subarray(taken.length)
      // Header blocks share one inflate stream, so frames are handled strictly one after another.
      work = work.then(() => handleFrame(connection, taken)).catch(() => socket.terminate())
    }
  })
  const end = () => {
    for (const stream of connection.data.values()) stream.destroy()
    connection.inflate.close()
  }
  socket.on('close', end)
  socket.on('error', end)
}

const takeFrame = (bytes: Buffer): Buffer | undefined => {
  const length = bytes.length < 8 ? Infinity : 8 + bytes.readUIntBE(5, 3)
  return bytes.length >= length ? bytes.subarray(0, length) : undefined
}

async function handleFrame(connection: Connection, bytes: Buffer): Promise<void> {
  const body = bytes.subarray(8)
  const flags = bytes[4] ?? 0
  if (((bytes[0] ?? 0) & 0x80) === 0) return receive(connection, bytes.readUInt32BE(0), body, flags)
  switch (bytes.readUInt16BE(2)) {
    case frame.synStream:
      return open(connection, body)
    case frame.ping:
      return control(connection, frame.ping, body)
    case frame.reset:
      connection.data.get(body.readUInt32BE(0))?.destroy()
      return
    case frame.goAway:
      connection.socket.close()
      return
    default:
  }
}

function receive(connection: Connection, id: number, body: Buffer, flags: number): void {
  const stream = connection.data.get(id)
  if (body.length > 0) {
    stream?.write(body)
    const update = Buffer.alloc(8)
    update.writeUInt32BE(id, 0)
    update.writeUInt32BE(body.length, 4)
    control(connection, frame.windowUpdate, update)
  }
  if (flags & finFlag) stream?.end()
}

async function open(connection: Connection, body: Buffer): Promise<void> {
  const id = body.readUInt32BE(0)
  const headers = await readHeaders(connection.inflate, body.subarray(10))
  const streamId = Buffer.alloc(4)
  streamId.writeUInt32BE(id, 0)
  control(
    connection,
    frame.synReply,
    Buffer.concat([streamId, ...(connection.replied ? [] : [zlibHeader]), emptyBlock]),
  )
  connection.replied = true
  const request = headers.get('requestid') ?? ''
  if (headers.get('streamtype') === 'error') {
    connection.errors.set(request, id)
    return
  }
  const errorId = connection.errors.get(request)
  let failed = false
  const stream = openTunnel(connection.agent, connection.pod, Number(headers.get('port')), (message) => {
    failed = true
    if (errorId !== undefined) data(connection, errorId, Buffer.from(message), finFlag)
  })
  connection.data.set(id, stream)
  stream.on('data', (chunk: Buffer) => data(connection, id, chunk, 0))
  stream.on('error', () => stream.destroy())
  stream.on('close', () => {
    data(connection, id, Buffer.alloc(0), finFlag)
    if (!failed && errorId !== undefined) data(connection, errorId, Buffer.alloc(0), finFlag)
    connection.data.delete(id)
    connection.errors.delete(request)
  })
}

/** One name-value block; blocks end at a flush, never at the end of the compressed stream. */
async function readHeaders(inflate: Inflate, block: Buffer): Promise<Map<string, string>> {
  const chunks: Buffer[] = []
  const collect = (chunk: Buffer) => chunks.push(chunk)
  inflate.on('data', collect)
  await new Promise<void>((resolve, reject) => {
    inflate.once('error', reject)
    inflate.write(block, () => inflate.flush(() => resolve()))
  })
  inflate.off('data', collect)
  const bytes = Buffer.concat(chunks)
  const headers = new Map<string, string>()
  let at = 4
  const text = (): string => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    return bytes.toString('utf8', at - length, at)
  }
  for (let left = bytes.readUInt32BE(0); left > 0; left--) headers.set(text(), text())
  return headers
}

function control({socket}: Connection, type: number, body: Buffer): void {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(0x8003, 0)
  head.writeUInt16BE(type, 2)
  head.writeUIntBE(body.length, 5, 3)
  write(socket, Buffer.concat([head, body]))
}

/**
 * An empty name-value block, stored uncompressed and followed by a sync flush. All blocks are one zlib stream, so its
 * header with the dictionary's checksum stands before the first one only.
 */
const emptyBlock = Buffer.from([0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
const zlibHeader = Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2])

function data({socket}: Connection, id: number, body: Buffer, flags: number): void {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(id, 0)
  head.writeUInt32BE(body.length, 4)
  head[4] = flags
  write(socket, Buffer.concat([head, body]))
}

function write(socket: WebSocket, bytes: Buffer): void {
  if (socket.readyState === socket.OPEN) socket.send(bytes)
}
