import type {Parameter} from './definition.ts'
import type {Offer} from './offer.ts'

/** JSON Schema of one value of a parameter. */
export interface ParameterSchema {
  readonly type: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly items?: {readonly type: string; readonly enum?: readonly string[]}
}

/** A command as a function that language models and tool clients know how to call. */
export interface Tool {
  /** At most 64 of `A-Z a-z 0-9 _ -`. */
  readonly name: string
  readonly description: string
  readonly parameters: {
    readonly type: 'object'
    readonly properties: Readonly<Record<string, ParameterSchema>>
    readonly required: readonly string[]
    readonly additionalProperties: false
  }
}

/** `cost budget set` as `cost_budget_set`: words hold no underscore, so that no two commands meet. */
export const toolName = (words: string): string => words.replaceAll(' ', '_')

export function toTool({definition, operands, flags}: Offer): Tool {
  const parameters = [...operands, ...flags]
  return {
    name: toolName(definition.words),
    description: definition.summary,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter)])),
      required: parameters.filter(({required}) => required).map(({name}) => name),
      additionalProperties: false,
    },
  }
}

function schemaOf({type, multiple, description, options, helpValue}: Parameter): ParameterSchema {
  const said = helpValue === undefined ? description : `${description} (${helpValue})`
  const about = said === '' ? {} : {description: said}
  if (type === 'boolean') return {type: 'boolean', ...about}
  const values = options === undefined ? {} : {enum: options}
  if (multiple) return {type: 'array', items: {type: 'string', ...values}, ...about}
  // The parser of a command line gets text; a number is written as it is.
  return {type: options === undefined ? ['string', 'number'] : 'string', ...about, ...values}
}
