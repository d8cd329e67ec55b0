import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Registry} from '../registry.ts'
import {release} from './health.ts'
import {groupVersionDocument} from './openapi-document.ts'

/** OpenAPI v2 of everything that is served, as JSON: the documents of v3 joined and put into the older form. */
export function openApiV2Json(registry: Registry): string {
  const paths: Record<string, Json | undefined> = {}
  const definitions: Record<string, Json | undefined> = {}
  for (const {group, versions} of registry.groups())
    for (const version of versions) {
      const document = asObject(JSON.parse(JSON.stringify(groupVersionDocument(registry, group, version))))
      for (const [path, item] of Object.entries(asObject(document['paths']))) paths[path] = pathItem(asObject(item))
      for (const [name, schema] of Object.entries(asObject(asObject(document['components'])['schemas'])))
        definitions[name] = referenced(schema ?? null)
    }
  return JSON.stringify({swagger: '2.0', info: {title: 'Kubernetes', version: release.gitVersion}, paths, definitions})
}

const pathItem = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, operationOf(asObject(operation))]))

function operationOf({parameters, requestBody, responses, ...rest}: JsonObject): JsonObject {
  const bodies = Object.entries(asObject(asObject(requestBody)['content']))
  const answers = Object.entries(asObject(responses)).map(([code, answer]) => {
    const {content, ...more} = asObject(answer)
    const [first] = Object.values(asObject(content))
    return [code, {...more, schema: referenced(asObject(first)['schema'] ?? {})}]
  })
  const [body] = bodies
  return {
    ...rest,
    ...(bodies.length > 0 && {consumes: bodies.map(([type]) => type)}),
    produces: ['application/json', 'application/yaml'],
    parameters: [
      ...(isList(parameters) ? parameters.map(parameterOf) : []),
      ...(body
        ? [{in: 'body', name: 'body', required: true, schema: referenced(asObject(body[1])['schema'] ?? {})}]
        : []),
    ],
    responses: Object.fromEntries(answers),
  }
}

function parameterOf(parameter: Json): Json {
  const {schema, ...rest} = asObject(parameter)
  return {...rest, ...asObject(schema)}
}

const prefix = '#/components/schemas/'

/** References to where v2 keeps its definitions; what v2 does not know of a schema goes. */
function referenced(value: Json): Json {
  if (isList(value)) return value.map(referenced)
  if (!isObject(value)) return value
  const {$ref, oneOf: _oneOf, anyOf: _anyOf, not: _not, nullable: _nullable, ...rest} = value
  const text = asText($ref)
  const copy = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, referenced(item ?? null)]))
  return text ? {...copy, $ref: `#/definitions/${text.slice(prefix.length)}`} : copy
}
