#!/bin/sh
# Makes the certificates of the tests anew: ./make.sh, in this folder. They are worth nothing anywhere else.
set -eu

authority() { # name, subject
    openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" \
        -days 36500 -subj "/CN=$2" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
}

certificate() { # name, alternative names, start, end
    name=$1
    names=$2
    start=$3
    end=$4
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" -out "$name.csr" -subj "/CN=$name"
    : >index.txt
    cat >ca.cnf <<CNF
[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = policy
x509_extensions = extensions
[policy]
commonName = supplied
[extensions]
basicConstraints = CA:FALSE
subjectAltName = $names
CNF
    openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in "$name.csr" -out "$name.pem" -notext \
        -startdate "$start" -enddate "$end"
    rm -f "$name.csr" ca.cnf index.txt* serial* [0-9A-F]*.pem
}

authority ca "asyncio4j test authority"
authority other-ca "another test authority"
certificate localhost "DNS:localhost,IP:127.0.0.1" 20200101000000Z 21200101000000Z
certificate example "DNS:example.test,DNS:*.wild.test" 20200101000000Z 21200101000000Z
certificate expired "DNS:localhost,IP:127.0.0.1" 20200101000000Z 20210101000000Z
certificate client "DNS:client.test" 20200101000000Z 21200101000000Z

# The key of localhost in the other forms that files come in.
openssl ec -in localhost.key -out localhost-sec1.key
openssl pkcs8 -topk8 -in localhost.key -out localhost-encrypted.key -passout pass:secret
openssl req -x509 -new -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -days 36500 -subj "/CN=localhost" \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1
openssl rsa -traditional -in rsa.key -out rsa-pkcs1.key
rm ca.key other-ca.key
