// nock takes over node:http as soon as it is imported, for every test in the process. Here it rests until a suite asks.
import nock from 'nock'

nock.restore()
