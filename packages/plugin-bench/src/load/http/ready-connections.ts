import type {Socket} from 'node:net'
import type {buildConnector} from 'undici'
import type {Address} from '../domain/target.ts'

/**
 * Connections that are open before the clock starts, so that what opening them costs is in no latency. Who needs one
 * more than there are opens it as ever.
 */
export class ReadyConnections {
  private readonly connector: buildConnector.connector
  private readonly options: buildConnector.Options
  private readonly ready: Socket[] = []
  private given = 0
  private isClosed = false

  constructor(connector: buildConnector.connector, {origin}: Pick<Address, 'origin'>) {
    const {protocol, host, hostname, port} = new URL(origin)
    this.connector = connector
    this.options = {protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port}
  }

  readonly connect: buildConnector.connector = (options, callback) => {
    const socket = this.take()
    // The client that asks is still at work, and takes no answer before it has finished.
    if (socket) queueMicrotask(() => callback(null, this.give(socket)))
    else
      this.connector(options, (...[error, opened]) => {
        if (error) callback(error, null)
        else callback(null, this.give(opened))
      })
  }

  /**
   * Opens what is missing to so many, those in use among them. One that cannot be opened is left to the request that
   * will need it, and its error.
   */
  async open(count: number, signal: AbortSignal): Promise<void> {
    const missing = Math.max(0, count - this.ready.length - this.given)
    const opened = Promise.all(Array.from({length: missing}, () => this.openOne()))
    await new Promise<void>((resolve) => {
      const leave = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      signal.addEventListener('abort', leave)
      if (signal.aborted) leave()
      void opened.then(leave)
    })
  }

  close(): void {
    this.isClosed = true
    for (const socket of this.ready.splice(0)) socket.destroy()
  }

  private openOne(): Promise<void> {
    return new Promise((resolve) => {
      this.connector(this.options, (error, socket) => {
        if (!error && this.isClosed) socket.destroy()
        else if (!error) this.ready.push(socket)
        resolve()
      })
    })
  }

  private give(socket: Socket): Socket {
    this.given++
    socket.once('close', () => this.given--)
    return socket
  }

  private take(): Socket | undefined {
    for (;;) {
      const socket = this.ready.shift()
      if (!socket || (socket.readyState === 'open' && !socket.destroyed)) return socket
    }
  }
}
