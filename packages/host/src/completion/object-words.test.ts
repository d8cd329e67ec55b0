import assert from 'node:assert/strict'
import {objectWord} from './object-words.ts'

const words = {nouns: {things: ['things.example'], boxes: ['boxes', 'bigboxes']}, alias: {thing: 'things'}}
const nouns = [{value: 'things'}, {value: 'boxes'}]
const names = (resource: string | readonly string[]) => ({candidates: [], source: {resource}})

describe('words of an object', () => {
  it('nouns come first, names of the typed noun behind it', () => {
    assert.deepEqual(objectWord(words, [], '', false), {candidates: nouns})
    assert.deepEqual(objectWord(words, ['thing'], '', false), names(['things.example']))
    assert.deepEqual(objectWord(words, ['boxes'], '', false), names(['boxes', 'bigboxes']))
  })

  it('one name only, unless several may be given', () => {
    assert.deepEqual(objectWord(words, ['thing', 'a'], '', false), {candidates: []})
    assert.deepEqual(objectWord(words, ['thing', 'a'], '', true), names(['things.example']))
  })

  it('a noun and a name may be one word', () => {
    assert.deepEqual(objectWord(words, [], 'thing/a', false), {...names(['things.example']), prefix: 'thing/'})
    assert.deepEqual(objectWord(words, ['thing/a'], '', false), {candidates: []})
    assert.deepEqual(objectWord(words, ['thing/a'], '', true), {candidates: nouns})
  })

  it('other words are nouns where the declaration says so', () => {
    assert.deepEqual(objectWord(words, ['pods'], '', false), {candidates: []})
    assert.deepEqual(objectWord(words, ['toString'], '', false), {candidates: []})
    const open = {...words, others: true}
    assert.deepEqual(objectWord(open, ['pods'], '', false), names('pods'))
    assert.deepEqual(objectWord(open, [], '', false), {candidates: nouns, source: {from: 'resources'}})
  })

  it('a lone name may stand where a noun does', () => {
    const lone = {...words, lone: ['things.example']}
    assert.deepEqual(objectWord(lone, [], 'a', false), {...names(['things.example']), candidates: nouns})
  })
})
