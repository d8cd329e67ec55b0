import {at, list, text} from '@ome/capacity/fields'
import type {HttpClient} from '@ome/sdk/http'
import type {EngineFacts, Target} from '../domain/target.ts'

/** Asks an engine about itself, with the headers of the load. */
export const engineFacts = (http: HttpClient, headers: Readonly<Record<string, string>>): EngineFacts => ({
  async models(target) {
    const answer = await http.json(`${base(target)}/v1/models`, {headers, allowHttp: true, timeoutMs: 30_000})
    return list(at(answer, 'data')).flatMap((model) => text(at(model, 'id')) ?? [])
  },
  async isSimulated(target) {
    const {headers: told, body} = await http.open(`${base(target)}/v1/models`, {
      headers,
      allowHttp: true,
      timeoutMs: 30_000,
    })
    for await (const _ of body);
    return told['server'] === 'ome-sandbox'
  },
})

const base = ({origin, basePath}: Target): string => `${origin}${basePath}`
