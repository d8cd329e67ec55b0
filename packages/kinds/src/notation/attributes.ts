import {patterns} from './patterns.ts'

/** A JSON value that nobody changes. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json}

/** The conditions of one field, read from its text. Absent = not stated. */
export interface Attributes {
  readonly merge?: {readonly list?: 'atomic' | 'set' | 'map'; readonly keys?: readonly string[]}
  readonly patch?: {readonly strategy: string; readonly key?: string}
  readonly length?: Range
  readonly items?: Range
  readonly range?: Range
  readonly pattern?: string
  readonly spread?: string
  readonly without?: readonly string[]
  readonly raw?: true
  readonly nullable?: true
  readonly twice?: true
  readonly default?: {readonly value: Json; readonly byServer: boolean}
}

/** Bounds, both included; an absent one is open. */
export interface Range {
  readonly least?: number
  readonly most?: number
}

/** A text, taken apart. */
export interface ParsedText {
  /** The type word, `enum:A|B` included. Empty for the `$` text of lists, maps and objects. */
  readonly type: string
  readonly attributes: Attributes
}

const startsDefault = /(?:^| ):?= /

/** Reads a field's text. Throws when a word is not part of the notation. */
export const parseText = (text: string): ParsedText => {
  const words = text.split(startsDefault, 1)[0]?.split(' ') ?? []
  const type = words.shift() ?? ''
  return {type, attributes: parseWords(words, text)}
}

/** Reads the text of `$`: conditions without a type. */
export const parseConditions = (text = ''): Attributes => {
  const words = text.split(startsDefault, 1)[0]?.split(' ') ?? []
  return parseWords(words, text)
}

const parseWords = (words: string[], text: string): Attributes => {
  let found: Attributes = {}
  while (words.length > 0) {
    const word = words.shift() ?? ''
    if (word !== '') found = {...found, ...parseWord(word, words, text, found)}
  }
  const defaultAt = startsDefault.exec(text)
  if (defaultAt === null) return found
  const value: Json = JSON.parse(text.slice(defaultAt.index + defaultAt[0].length), (_, part) => Object.freeze(part))
  return {...found, default: {value, byServer: defaultAt[0].includes(':')}}
}

const parseWord = (word: string, rest: string[], text: string, found: Attributes): Attributes => {
  const argument = (): string => {
    const value = rest.shift()
    if (value === undefined) throw new Error(`"${word}" needs a value in "${text}"`)
    return value
  }
  if (word.startsWith('~')) return {pattern: patternOf(word.slice(1), text)}
  if (word.startsWith('...')) return {spread: word.slice(3)}
  switch (word) {
    case 'atomic':
    case 'set':
      return {merge: {list: word}}
    case 'map':
      return {merge: {list: 'map', keys: argument().split(',')}}
    case 'merge': {
      const key = argument()
      return {patch: key === '-' ? {strategy: 'merge'} : {strategy: 'merge', key}}
    }
    case 'retainKeys':
      return {patch: found.patch ? {...found.patch, strategy: 'merge,retainKeys'} : {strategy: 'retainKeys'}}
    case 'len':
      return {length: parseRange(argument(), text)}
    case 'items':
      return {items: parseRange(argument(), text)}
    case 'range':
      return {range: parseRange(argument(), text)}
    case 'without':
      return {without: argument().split(',')}
    case 'raw':
      return {raw: true}
    case 'nullable':
      return {nullable: true}
    case 'twice':
      return {twice: true}
    default:
      throw new Error(`unknown word "${word}" in "${text}"`)
  }
}

const patternOf = (name: string, text: string): string => {
  const found = Object.entries(patterns).find(([key]) => key === name)
  if (found === undefined) throw new Error(`no pattern is named "${name}" in "${text}"`)
  return found[1]
}

const parseRange = (word: string, text: string): Range => {
  const match = /^(-?\d+)?\.\.(-?\d+)?$/.exec(word)
  if (match === null) throw new Error(`"${word}" is not a range such as 1..63 in "${text}"`)
  const [, least, most] = match
  return {
    ...(least === undefined ? {} : {least: Number(least)}),
    ...(most === undefined ? {} : {most: Number(most)}),
  }
}
