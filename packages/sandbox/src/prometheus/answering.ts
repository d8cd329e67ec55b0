import type {IncomingMessage, ServerResponse} from 'node:http'
import {load} from 'js-yaml'
import type {ApiObject} from '../api.ts'
import {configMaps} from '../controllers/resources.ts'
import type {ContainerHost} from '../kubelet/workload.ts'
import {answerPrometheus} from './http-api.ts'
import {ruleGroups, withRules} from './rules.ts'
import type {SampleStore} from './sample-store.ts'
import type {Scraper} from './scraper.ts'
import type {SeriesSource} from './series-source.ts'
import {type SeriesEntry, SeriesTableError, seriesTable} from './series-table.ts'

/** What a Prometheus has gathered. */
export interface Gathered {
  readonly host: ContainerHost
  readonly store: SampleStore
  readonly scraper: Scraper
  readonly begun: number
}

interface Table {
  readonly version: string
  readonly source: SeriesSource
}

/** Answers requests from what was gathered and from the tables of series that the cluster holds. */
export class Answering {
  readonly #gathered: Gathered
  readonly #tables = new Map<string, Table>()

  constructor(gathered: Gathered) {
    this.#gathered = gathered
  }

  answer(request: IncomingMessage, response: ServerResponse, path: string): void {
    const {host, scraper, begun} = this.#gathered
    const {api, clock} = host.world
    const groups = ruleGroups(api)
    const source = withRules(this.#source(), groups)
    const now = Math.round(clock.now())
    const {states: targets, families} = scraper
    answerPrometheus({source, groups, targets, families, now, begun}, request, response, path)
  }

  #source(): SeriesSource {
    const sources = [this.#gathered.store, ...this.#seriesTables()]
    return {
      *series(from, to, name) {
        for (const source of sources) yield* source.series(from, to, name)
      },
    }
  }

  #seriesTables(): readonly SeriesSource[] {
    const {api} = this.#gathered.host.world
    return api.list(configMaps, {labels: {'sandbox.ome.cli/series': 'true'}}).map((object) => {
      const key = `${object.metadata.namespace}/${object.metadata.name}`
      const version = object.metadata.resourceVersion ?? ''
      const known = this.#tables.get(key)
      if (known?.version === version) return known.source
      const source = this.#table(object, key)
      this.#tables.set(key, {version, source})
      return source
    })
  }

  #table(object: ApiObject, key: string): SeriesSource {
    const {host} = this.#gathered
    try {
      return seriesTable(Object.values(object['data'] ?? {}).flatMap(entriesOf), host.world.present)
    } catch (error) {
      if (!(error instanceof SeriesTableError)) throw error
      host.log(`level=error component=sandbox msg=${JSON.stringify(`ConfigMap ${key}: ${error.message}`)}`)
      return {series: () => []}
    }
  }
}

function entriesOf(text: unknown): SeriesEntry[] {
  let parsed: unknown
  try {
    parsed = load(String(text))
  } catch (error) {
    throw new SeriesTableError(error instanceof Error ? error.message : String(error))
  }
  if (!Array.isArray(parsed)) throw new SeriesTableError('a table is a list of series')
  return parsed
}
