# Makes a private PostgreSQL cluster, says where it is, and keeps it until standard input ends:
# that is when the process that asked for it has ended, however it ended.
set -eu
durable=$1
PATH="$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)"
command -v initdb >/dev/null || { echo missing; exit 0; }
folder=$(mktemp -d /tmp/beffroi-pg.XXXXXX)
cd "$folder"
initdb --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C -D data >initdb.log 2>&1
postgres -D data -k "$folder" -c listen_addresses= -c fsync="$durable" \
    -c max_connections=400 -c max_wal_size=2GB </dev/null >postgres.log 2>&1 &
server=$!
until pg_isready -q -h "$folder"; do
    kill -0 "$server" 2>/dev/null || { echo failed; exit 1; }
    sleep 0.05
done
echo "$folder"
read -r _ || true
kill -INT "$server"
wait "$server" || true
cd /
rm -rf "$folder"
