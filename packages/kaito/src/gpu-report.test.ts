import assert from 'node:assert/strict'
import {readGpuReport} from './gpu-report.ts'

describe('the metrics of a trainer', () => {
  it('tell of each GPU', () => {
    const body = JSON.stringify({
      gpu_info: [
        {
          id: 'GPU-1',
          name: 'NVIDIA A100',
          load: '93.00%',
          temperature: '64 C',
          memory: {used: '49.60 GB', total: '80.00 GB'},
        },
        {id: 'GPU-2', name: 'NVIDIA A100', load: 'N/A'},
      ],
      cpu_info: null,
    })
    assert.deepEqual(readGpuReport(body), [
      {id: 'GPU-1', name: 'NVIDIA A100', loadPercent: 93, celsius: 64, usedGiB: 49.6, totalGiB: 80},
      {id: 'GPU-2', name: 'NVIDIA A100'},
    ])
  })

  it('may have no GPU, and may be something else', () => {
    assert.deepEqual(readGpuReport('{"gpu_info": null}'), [])
    for (const other of ['', '# HELP x', '[]', 'null', '{"detail": "Not Found"}'])
      assert.equal(readGpuReport(other), undefined)
  })
})
