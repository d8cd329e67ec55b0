import assert from 'node:assert/strict'
import {gpuReadings, meanBusy, usedMemory} from './gpu-metrics.ts'
import {parsePrometheusText} from './prometheus-text.ts'

const read = (text: string) => gpuReadings(parsePrometheusText(text))

describe('readings of GPUs', () => {
  const labels = 'gpu="0",UUID="GPU-1",Hostname="n1",namespace="default",pod="chat-0"'

  it('join the values of one GPU and name who holds it', () => {
    const gpus = read(
      `DCGM_FI_DEV_GPU_UTIL{${labels}} 40\nDCGM_FI_DEV_FB_USED{${labels}} 75\nDCGM_FI_DEV_FB_FREE{${labels}} 20\nDCGM_FI_DEV_FB_RESERVED{${labels}} 5\nDCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",hostname="n1",pod=""} 0\n`,
    )

    const [first, second] = gpus
    assert.deepEqual(first, {
      id: 'GPU-1//0//n1',
      node: 'n1',
      namespace: 'default',
      pod: 'chat-0',
      busyPercent: 40,
      usedBytes: 75 * 2 ** 20,
      totalBytes: 100 * 2 ** 20,
    })
    assert.deepEqual([second?.pod, second?.busyPercent], [undefined, 0])
    assert.deepEqual([meanBusy(gpus), usedMemory(gpus)], [20, 75])
  })

  it('of a scrape by Prometheus belong to the pod that holds the GPU, not to the exporter', () => {
    const [gpu] = read(
      'DCGM_FI_DEV_GPU_UTIL{UUID="a",namespace="gpu-operator",pod="dcgm-x",exported_namespace="default",exported_pod="chat-0"} 5\n',
    )

    assert.deepEqual([gpu?.namespace, gpu?.pod], ['default', 'chat-0'])
  })

  it('of slices come from the share in which their engines are active', () => {
    const gpus = read(
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE{UUID="a",GPU_I_ID="1"} 0.5\nDCGM_FI_PROF_GR_ENGINE_ACTIVE{UUID="a",GPU_I_ID="2"} 0.1\n',
    )

    assert.deepEqual(
      gpus.map(({busyPercent}) => busyPercent),
      [50, 10],
    )
  })

  it('that say nothing are no zeros', () => {
    const gpus = read('DCGM_FI_DEV_GPU_UTIL{UUID="a"} NaN\n')

    assert.deepEqual([meanBusy(gpus), usedMemory(gpus)], [undefined, undefined])
    assert.deepEqual(read('other 1\n'), [])
  })
})
