import assert from 'node:assert/strict'
import DocumentList from '../src/commands/rag/document/list.ts'
import {type RagWorld, world} from './world.ts'

describe('ome rag document list', () => {
  let tour: RagWorld
  before(async () => {
    tour = await world()
  })
  after(() => tour.stop())

  it('puts chunks together to documents', async () => {
    const {out, code} = await tour.run(DocumentList, ['my-rag'])

    assert.equal(code, 0)
    assert.match(out, /^doc-id-123 +notes\.txt +1 +172$/m)
  })
})
