import type {Need, Risk} from '@ome/sdk/need'

/** One operand or flag of an installed command. */
export interface Parameter {
  readonly name: string
  readonly type: 'boolean' | 'text'
  readonly multiple: boolean
  readonly required: boolean
  readonly description: string
  readonly options?: readonly string[]
  readonly hidden?: boolean
  /** As the help shows the value: `FILE`, `URL`, `30s|20m|1h`. */
  readonly helpValue?: string
  /** The shell completes it with files of this machine. */
  readonly files?: boolean
  /** Plurals of the resources whose names it takes: `trainjobs.trainer.kubeflow.org`. */
  readonly resources?: readonly string[]
  /** Words for kinds of objects that it takes in front of a name, with what each stands for: `wk` for `workspace`. */
  readonly nouns?: Readonly<Record<string, string>>
  /** Any resource of the cluster is such a word, too. */
  readonly anyNoun?: boolean
  /** What is offered for it, and others are taken. */
  readonly offered?: readonly string[]
  /** Every command has it: connection, verbosity, colour. */
  readonly global?: boolean
}

/** What a command says of itself, whoever installed it. */
export interface Definition {
  /** As typed, without the program: `cost budget set`. */
  readonly words: string
  readonly summary: string
  readonly risk: Risk
  readonly needs: readonly Need[]
  readonly operands: readonly Parameter[]
  readonly flags: readonly Parameter[]
}

export type Value = string | number | boolean | readonly string[]

/** A command to be run, with its operands and flags by their names. Nothing else is ever run. */
export interface Call {
  readonly command: string
  readonly input: Readonly<Record<string, Value>>
}

/** A flag whose name an operand has, too, is not offered: one key cannot mean both. */
export const parametersOf = ({operands, flags}: Definition): readonly Parameter[] => {
  const taken = new Set(operands.map(({name}) => name))
  return [...operands, ...flags.filter(({name}) => !taken.has(name))]
}
