import {at, list, text} from '@ome/capacity/fields'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'
import type {Address, EngineFacts} from '../domain/target.ts'

/** Asks an engine about itself, with the headers of the load. */
export const engineFacts = (http: HttpClient, headers: Readonly<Record<string, string>>): EngineFacts => ({
  async models(target) {
    const answer = await http.json(models(target), {headers, allowHttp: true, timeoutMs: 30_000}).catch((error) => {
      throw isOmeError(error) && error.kind === 'not-found' ? withoutList(error) : error
    })
    return list(at(answer, 'data')).flatMap((model) => text(at(model, 'id')) ?? [])
  },
  async isSimulated(target) {
    const {headers: told, body} = await http.open(models(target), {
      headers,
      allowHttp: true,
      timeoutMs: 30_000,
    })
    for await (const _ of body);
    return told['server'] === 'ome-sandbox'
  },
})

/** A gateway need not list what it serves. */
const withoutList = (error: OmeError): OmeError =>
  new OmeError('not-found', error.message, ['name the model, if it is an engine: --model NAME'], {cause: error})

const models = ({origin, basePath, query}: Address): string => `${origin}${basePath}/v1/models${query}`
