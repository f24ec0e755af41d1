// Sends one request over and over by autocannon, and prints the milliseconds of each answer, as JSON.
import autocannon from 'autocannon'

const { url, body, connections, seconds } = JSON.parse(process.argv[2])
const milliseconds = []
const running = autocannon({
  url,
  body,
  connections,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  duration: seconds,
})
running.on('response', (_client, _status, _bytes, took) => milliseconds.push(took))
const { duration, errors, non2xx } = await running
if (errors || non2xx) throw new Error(`${errors} requests failed, ${non2xx} were not answered with 200`)
console.log(JSON.stringify({ seconds: duration, milliseconds }))
