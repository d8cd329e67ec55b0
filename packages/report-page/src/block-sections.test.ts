import assert from 'node:assert/strict'
import type {Block} from '@ome/sdk/view'
import {blockSections} from './block-sections.ts'

const sections = (block: Block): string => blockSections([block]).join('')

describe('blockSections', () => {
  it('fields are a table of two columns', () => {
    const html = sections({type: 'fields', title: 'Head', rows: [{label: 'Price', value: undefined, tone: 'warn'}]})
    assert.match(html, /^<h2>Head<\/h2><table>.*<tr class="warn"><th scope="row">Price<\/th><td>-<\/td><\/tr>/)
  })

  it('columns of amounts stand right, also those with an amount that is not known', () => {
    const html = sections({
      type: 'table',
      header: ['NAME', 'USD', 'WHY'],
      rows: [
        ['a', '12.50 (partial)', '3'],
        ['b', '<unknown>', 'none'],
      ],
      tones: [undefined, 'muted'],
    })
    assert.match(html, /<th scope="col" class="n">USD<\/th><th scope="col">WHY<\/th>/)
    assert.match(html, /<tr class="muted"><th scope="row">b<\/th><td class="n">&#60;unknown&#62;<\/td>/)
  })

  it('texts, trees and lines keep their words and tones', () => {
    assert.equal(sections({type: 'text', text: 'a < b', tone: 'muted'}), '<p class="muted">a &#60; b</p>')
    assert.equal(
      sections({type: 'tree', roots: [{text: 'a', state: 'Ready', tone: 'good', children: [{text: 'b'}]}]}),
      '<ul><li>a <span class="good">Ready</span><ul><li>b</li></ul></li></ul>',
    )
    assert.equal(
      sections({type: 'lines', lines: [{spans: [{text: 'a'}, {text: 'b', tone: 'bad'}]}]}),
      '<p><span>a</span><span class="bad">b</span></p>',
    )
  })
})
