import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ContainerHost, Program} from '../kubelet/workload.ts'
import type {Answering} from './answering.ts'
import {SampleStore} from './sample-store.ts'
import {type Scraper, scraper} from './scraper.ts'

const intervalMs = 15_000
const startUpMs = 1500
/** Until the cluster is handed over nothing is scraped: the past is drawn from the present. */
const waitMs = 60_000

/** A Prometheus that is up: scrapes the cluster it runs in and answers queries about it. */
export class Prometheus implements Program {
  readonly #host: ContainerHost
  readonly #store = new SampleStore()
  readonly #scraper: Scraper
  readonly #begun: number
  readonly #port: number
  #answering: Promise<Answering> | undefined
  #serving = false
  #cancel: () => void

  constructor(host: ContainerHost) {
    const {clock} = host.world
    this.#host = host
    this.#begun = clock.now()
    this.#port = portOf(host)
    this.#scraper = scraper(host, this.#store, this.#begun)
    host.log('level=info component=main msg="Starting Prometheus Server" mode=server')
    this.#cancel = clock.after(startUpMs, () => {
      this.#serving = true
      host.log('level=info component=main msg="Server is ready to receive web requests."')
      host.changed()
      this.#tick()
    })
  }

  isServing(): boolean {
    return this.#serving
  }

  listens(port: number): boolean {
    return this.#serving && port === this.#port
  }

  http(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (!this.listens(port)) return false
    if (this.#scraper.last === undefined) this.#scraper.scrape()
    void this.#answer(request, response, path)
    return true
  }

  stop(): void {
    this.#cancel()
    this.#serving = false
  }

  #tick(): void {
    const {clock, present} = this.#host.world
    const left = present - clock.now()
    if (left <= 0) this.#scraper.scrape()
    const wait = left > 0 ? Math.min(left, waitMs) : intervalMs * clock.speed
    this.#cancel = clock.after(wait, () => this.#tick())
  }

  /** The query language is loaded with the first question. */
  async #answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const gathered = {host: this.#host, store: this.#store, scraper: this.#scraper, begun: this.#begun}
    this.#answering ??= import('./answering.ts').then((module) => new module.Answering(gathered))
    try {
      const answering = await this.#answering
      answering.answer(request, response, path)
    } catch (error) {
      this.#host.world.log(`prometheus ${path}: ${error instanceof Error ? error.stack : error}`)
      if (!response.headersSent) response.writeHead(500, {'content-type': 'text/plain'})
      response.end('internal error\n')
    }
  }
}

function portOf({argv, container}: ContainerHost): number {
  const address = argv.find((word) => word.startsWith('--web.listen-address='))
  const given = Number(address?.slice(address.lastIndexOf(':') + 1))
  const named = container.ports?.find(({name}) => name === 'web' || name === 'http-web') ?? container.ports?.[0]
  return Number.isInteger(given) && given > 0 ? given : (named?.containerPort ?? 9090)
}
