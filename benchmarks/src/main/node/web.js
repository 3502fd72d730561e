// HTTP by node's own modules. As a server prints "port N"; as a client ("web.js client PORT") what clients print.
'use strict'
const http = require('node:http')

const CALLS = 20000
const AT_ONCE = 100
const HELLO = 'Hello, World!'

function serve() {
  const server = http.createServer((request, response) => {
    const path = request.url.split('/')
    let type = 'text/plain'
    let body = HELLO
    if (path[1] === 'users') {
      type = 'application/json'
      body = JSON.stringify({ user: path[2], order: Number(path[4]), message: HELLO })
    }
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
    response.end(body)
  })
  server.listen(0, '127.0.0.1', 4096, () => console.log('port ' + server.address().port))
}

function get(agent, port) {
  return new Promise((resolve, reject) => {
    http.get({ agent, host: '127.0.0.1', port, path: '/plaintext' }, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', piece => { body += piece })
      response.on('end', () => body === HELLO ? resolve() : reject(new Error('a wrong response')))
    }).on('error', reject)
  })
}

async function repeat(agent, port, seconds) {
  const start = performance.now()
  let done = 0
  while (performance.now() - start < seconds * 1000) {
    let begun = 0
    const caller = async () => { while (begun++ < CALLS) await get(agent, port) }
    await Promise.all(Array.from({ length: AT_ONCE }, caller))
    done += CALLS
  }
  return done / (performance.now() - start) * 1000
}

async function call(port) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE })
  await repeat(agent, port, 4)
  console.log('begin')
  console.log('rate ' + (await repeat(agent, port, 4)).toFixed(1))
  agent.destroy()
}

if (process.argv[2] === 'client') call(process.argv[3])
else serve()
