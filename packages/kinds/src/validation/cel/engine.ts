import type {Environment} from '@marcbachmann/cel-js'
import {isList, isObject, type Json} from '../json.ts'
import {fieldSchema, type Schema} from '../schema.ts'
import {bounded, type Program} from './budget.ts'
import type {ParseQuantity} from './quantity-library.ts'

/** The CEL engine with Kubernetes' libraries. */
export interface Cel {
  compile(source: string): Program
  /** Why an expression cannot be compiled; undefined when it can. */
  problem(source: string): string | undefined
  optional(value: unknown): unknown
}

export interface CelParts {
  /** Reads a quantity such as `500m`; undefined for what is none. */
  readonly parseQuantity: ParseQuantity
  /** Registers what only a server has. */
  readonly extend?: (environment: Environment) => void
}

/** Loads the engine; its module is read on first use only. */
export async function loadCel({parseQuantity, extend}: CelParts): Promise<Cel> {
  const {Environment, Optional} = await import('@marcbachmann/cel-js')
  const [{registerNetworks}, {registerQuantities}, {registerValues}] = await Promise.all([
    import('./network-library.ts'),
    import('./quantity-library.ts'),
    import('./value-library.ts'),
  ])
  const environment = new Environment({unlistedVariablesAreDyn: true, enableOptionalTypes: true})
  registerValues(environment, Optional)
  registerQuantities(environment, parseQuantity)
  registerNetworks(environment)
  extend?.(environment)
  const programs = new Map<string, Program>()

  const compile = (source: string): Program => {
    const program = programs.get(source) ?? bounded(source, environment.parse(source) as Program)
    programs.set(source, program)
    return program
  }
  return {
    compile,
    problem(source) {
      try {
        compile(source)
        return undefined
      } catch (error) {
        return reasonOf(error)
      }
    },
    optional: (value) => (value === undefined ? Optional.none() : Optional.of(value)),
  }
}

/** The first line of an error, which in Go begins with a small letter. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  return text.replace(/^No such/, 'no such').replace('.matchesInGo(', '.matches(')
}

/** JSON as CEL sees it: integers by schema, lists and maps as they are. */
export function celValue(value: Json, schema?: Schema): unknown {
  if (typeof value === 'number') return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  if (isList(value)) return value.map((item) => celValue(item, schema?.items))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : [[key, celValue(item, fieldSchema(schema, key))]],
    ),
  )
}
