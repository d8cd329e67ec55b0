import assert from 'node:assert/strict'
import {coreResources, coreSchema} from '@ome/kinds/core'
import {allCrds} from '@ome/kinds/crd'
import {applyDefaults} from '@ome/kinds/validation/defaults'
import {isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {prune} from '@ome/kinds/validation/prune'
import type {Rule, Schema} from '@ome/kinds/validation/schema'
import {validateSchema} from '@ome/kinds/validation/validate'
import fc from 'fast-check'
import {ApiError} from '../../src/api.ts'
import {treeOf} from '../../src/server/codec/json.ts'
import {createCore, type ServerCore} from '../../src/server/server.ts'
import {wallClock} from '../../src/server/testing/wire.ts'
import {anyObject} from './any-object.ts'
import {spoilt, withUnknown} from './spoil.ts'

const runs = Number(process.env['OME_TEST_RUNS'] ?? 3)
const seed = process.env['OME_TEST_SEED']
const parameters = {numRuns: runs, endOnFailure: true, ...(seed !== undefined && {seed: Number(seed)})}

/** Definitions that one server cannot hold together with others: they share a short name with one of them. */
const apart = new Set(['clustertopologies.grove.io'])

/** Whether all of `part` is found in `whole`, which defaults may have made larger. */
function holds(whole: Json | undefined, part: Json): boolean {
  if (isObject(part))
    return isObject(whole) && Object.entries(part).every(([key, inner]) => holds(whole[key], inner ?? null))
  if (isList(part))
    return isList(whole) && whole.length === part.length && part.every((item, i) => holds(whole[i], item))
  return whole === part || (part === null && whole === undefined)
}

function rulesOf(schema: Schema | undefined): Rule[] {
  if (!schema) return []
  const {additionalProperties} = schema
  return [
    ...(schema['x-kubernetes-validations'] ?? []),
    ...Object.values(schema.properties ?? {}).flatMap(rulesOf),
    ...rulesOf(schema.items),
    ...(typeof additionalProperties === 'object' ? rulesOf(additionalProperties) : []),
  ]
}

const refusal = (work: () => unknown): ApiError | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

/** @feature API: every definition's schema: defaults, pruning, limits, each finding at its field | works */
describe('objects made from the schemas of custom kinds', function () {
  this.timeout(0)
  let core: ServerCore
  before(async () => {
    core = await createCore({
      clock: wallClock,
      crds: allCrds().filter(({metadata}) => !apart.has(metadata.name)) as never,
    })
    await core.prepareRules()
  })

  for (const {spec, metadata} of allCrds())
    for (const version of spec.versions) {
      if (apart.has(metadata.name)) continue
      const schema = version.schema.openAPIV3Schema as Schema
      const messages = new Set(rulesOf(schema).map(({message, rule}) => message ?? rule))
      const isRule = (text: string) =>
        text.includes('rule evaluation error') || [...messages].some((message) => text.includes(message))

      const create = (
        body: JsonObject,
        fieldValidation: 'Ignore' | 'Warn' | 'Strict',
        warnings: string[] = [],
      ): JsonObject => {
        const type = core.operations.registry.ofKind(spec.group, version.name, spec.names.kind)
        assert.ok(type, 'the kind is served')
        const whole = {apiVersion: type.apiVersion, kind: type.kind, metadata: {name: 'x'}, ...body}
        const options = {
          user: {name: 'u', groups: []},
          manager: 'm',
          dryRun: true,
          fieldValidation,
          findings: [],
          warnings,
        }
        return treeOf(core.operations.create({type, namespace: type.namespaced ? 'default' : ''}, whole, options))
      }

      describe(`${metadata.name} ${version.name}`, () => {
        it('are accepted and come back as they were, with defaults', () => {
          fc.assert(
            fc.property(anyObject(schema), ({object}) => {
              const warnings: string[] = []
              let made: JsonObject | undefined
              const error = refusal(() => {
                made = create(object, 'Strict', warnings)
              })
              const causes = error?.status.details?.causes ?? []
              fc.pre(!error || causes.length === 0 || !causes.every(({message}) => isRule(message ?? '')))
              assert.equal(error?.message, undefined)
              assert.ok(holds(made, object), 'all that was given is there')
            }),
            parameters,
          )
        })

        it('with one thing wrong are refused, and the cause names it', () => {
          fc.assert(
            fc.property(
              anyObject(schema).chain((whole) => spoilt(whole)),
              (bad) => {
                fc.pre(bad !== undefined)
                const error = refusal(() => create(bad.object, 'Ignore'))
                const causes = (error?.status.details?.causes ?? []).filter(({message}) => !isRule(message ?? ''))
                assert.equal(error?.status.code, 422, `${bad.reason} ${bad.field}`)
                assert.deepEqual(
                  causes.map(({field, reason}) => `${reason} ${field}`),
                  [`${bad.reason} ${bad.field}`],
                )
              },
            ),
            parameters,
          )
        })

        it('with an unknown field are refused, warned of, or pruned', () => {
          fc.assert(
            fc.property(
              anyObject(schema).chain((whole) => withUnknown(whole)),
              (bad) => {
                fc.pre(bad !== undefined)
                const warnings: string[] = []
                const strict = refusal(() => create(bad.object, 'Strict'))
                assert.equal(strict?.status.code, 400)
                assert.match(strict.message, /strict decoding error: unknown field ".*zzUnknown"$/)
                assert.ok(strict.message.includes(`unknown field "${bad.field}"`))
                const error = refusal(() => {
                  const made = create(bad.object, 'Warn', warnings)
                  assert.ok(!JSON.stringify(made).includes('zzUnknown'))
                })
                assert.ok(!error || error.status.code === 422)
                assert.deepEqual(warnings, [`unknown field "${bad.field}"`])
              },
            ),
            parameters,
          )
        })
      })
    }
})

describe('objects made from the schemas of built-in kinds', function () {
  this.timeout(0)
  for (const resource of coreResources) {
    const schema = coreSchema(resource) as Schema | undefined
    if (!schema?.properties) continue
    it(`${resource.version} ${resource.kind}: valid ones pass, one wrong thing is named`, () => {
      const check = (object: JsonObject) =>
        validateSchema(applyDefaults(prune({metadata: {}, ...object}, schema, []), schema), undefined, schema)
      fc.assert(
        fc.property(
          anyObject(schema).chain((whole) => fc.tuple(fc.constant(whole), spoilt(whole))),
          ([{object}, bad]) => {
            assert.deepEqual(check(object), [])
            if (bad)
              assert.deepEqual(
                check(bad.object).map(({field, reason}) => `${reason} ${field}`),
                [`${bad.reason} ${bad.field}`],
              )
          },
        ),
        parameters,
      )
    })
  }
})
