import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {page, table} from './page.ts'
import {pageStyle, pageStyleDigest} from './page-style.ts'

const hostile = '<script>alert("1")</script>\u001b[31m & \'x\''

describe('page', () => {
  const html = page({title: hostile, about: hostile, sections: ['<p>one</p>', '', '<p>two</p>']})

  it('has a policy that allows its own style and nothing else', () => {
    assert.equal(`sha256-${createHash('sha256').update(pageStyle).digest('base64')}`, pageStyleDigest)
    assert.ok(html.includes(`default-src 'none'; style-src '${pageStyleDigest}'`) && html.includes(pageStyle))
    assert.doesNotMatch(html, /<script|style="| on[a-z]+=|https?:/)
  })

  it('holds text of others as text', () => {
    assert.match(html, /<h1>&#60;script&#62;alert\(&#34;1&#34;\)&#60;\/script&#62;[^<]* &#38; &#39;x&#39;<\/h1>/)
    assert.ok(!html.includes('\u001b'))
  })

  it('leaves out parts that have nothing to say', () => {
    assert.match(html, /<p>one<\/p>\n<p>two<\/p>/)
  })
})

describe('table', () => {
  it('names columns and rows for those who cannot see it, and puts numbers right', () => {
    const html = table({header: ['A', 'B'], rows: [{cells: ['x', '1'], tone: 'bad'}], figures: new Set([1])})
    assert.equal(
      html,
      '<table><thead><tr><th scope="col">A</th><th scope="col" class="n">B</th></tr></thead>' +
        '<tbody><tr class="bad"><th scope="row">x</th><td class="n">1</td></tr></tbody></table>',
    )
  })
})
