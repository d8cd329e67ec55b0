import type {KubernetesShapes} from './kubernetes.ts'

/** Words of the notation and what they are in TypeScript. */
interface Words {
  string: string
  int: number
  int32: number
  int64: number
  number: number
  bool: boolean
  time: string
  bytes: string
  quantity: number | string
  'int|string': number | string
  any: unknown
  raw: Record<string, unknown>
  object: Record<string, unknown>
}

type FirstWord<Text> = Text extends `${infer Word} ${string}` ? Word : Text

type Alternatives<Text> = Text extends `${infer First}|${infer Rest}` ? First | Alternatives<Rest> : Text

type WordShape<Word> = Word extends keyof Words
  ? Words[Word]
  : Word extends `enum:${infer Values}`
    ? Alternatives<Values>
    : Word extends `@${infer Name}`
      ? Name extends keyof KubernetesShapes
        ? KubernetesShapes[Name]
        : never
      : Word extends `[${infer Element}]`
        ? WordShape<Element>[]
        : Word extends `{${infer Value}}`
          ? Record<string, WordShape<Value>>
          : never

type Spread<Conditions> =
  FirstWord<Conditions> extends `...${infer Name}`
    ? Name extends keyof KubernetesShapes
      ? Conditions extends `${string} without ${infer Names}`
        ? Omit<Partial<KubernetesShapes[Name]>, Listed<FirstWord<Names>>>
        : Partial<KubernetesShapes[Name]>
      : never
    : unknown

type Listed<Text> = Text extends `${infer First},${infer Rest}` ? First | Listed<Rest> : Text

type Flat<Type> = {[Key in keyof Type]: Type[Key]}

type ObjectShape<Fields> = Flat<
  {
    -readonly [Key in keyof Fields as Key extends `${infer Name}!` ? Name : never]: Shape<Fields[Key]>
  } & {
    -readonly [Key in keyof Fields as Key extends '$' | '$rules' | `${string}!` ? never : Key]?: Shape<Fields[Key]>
  } & (Fields extends {$: infer Conditions} ? Spread<Conditions> : unknown)
>

/**
 * The TypeScript type of values that a field's notation describes, read from the notation itself, so that the two
 * cannot drift apart. A word that is not part of the notation gives `never`.
 */
export type Shape<Notation> = Notation extends string
  ? WordShape<FirstWord<Notation>>
  : Notation extends {$text: infer Text}
    ? Shape<Text>
    : Notation extends {'[]': infer Element}
      ? Shape<Element>[]
      : Notation extends {'{}': infer Value}
        ? Record<string, Shape<Value>>
        : ObjectShape<Notation>

/** Metadata as the API server returns it. */
export interface Metadata {
  name: string
  namespace?: string
  generateName?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: {
    apiVersion: string
    kind: string
    name: string
    uid: string
    controller?: boolean
    blockOwnerDeletion?: boolean
  }[]
  managedFields?: unknown[]
}

/** A whole object of a kind: what every object has, and the kind's own fields. */
export type ResourceShape<Fields> = Flat<{apiVersion: string; kind: string; metadata: Metadata} & Shape<Fields>>
