// How often a server is sent a code that it never answers for, over a connection that has been used before: by this
// runtime's node:http alone, and by the package with an agent that keeps no connections.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { DingTalkClient } from 'passport-dingtalk-oauth2';

const answer = JSON.stringify({ accessToken: 'token', refreshToken: 'token', expireIn: 7200 });
const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${answer.length}\r\n\r\n`;
const seen = [];
const server = createServer((socket) => {
  let received = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received += chunk;
    const code = /"code":"(\w+)"[^}]*\}$/.exec(received)?.[1];
    if (code === undefined) return;
    received = '';
    seen.push(code);
    if (code.startsWith('lost')) socket.end();
    else socket.write(head + answer);
  });
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const api = `http://127.0.0.1:${server.address().port}`;

const agent = new Agent({ keepAlive: true });
function post(code) {
  return new Promise((resolve, reject) => {
    const outgoing = request(api, { method: 'POST', agent }).on('error', reject);
    outgoing.on('response', (incoming) => incoming.resume().on('end', resolve));
    outgoing.end(JSON.stringify({ code }));
  });
}
await post('first');
// An answer's end and the connection's return to the agent are two moments.
await new Promise((returned) => setTimeout(returned, 50));
await assert.rejects(post('lost'));

const options = { clientID: 'dingpacked', clientSecret: 'of-no-value', origins: { api } };
const client = new DingTalkClient({ ...options, agent: new Agent({ keepAlive: false }) });
await client.exchangeCode('second');
await assert.rejects(client.exchangeCode('lostToo'));

const times = (code) => seen.filter((one) => one === code).length;
console.log(`${times('lost')} by itself, ${times('lostToo')} without kept connections`);
process.exit();
