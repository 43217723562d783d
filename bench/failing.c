/* Breaks one write of a process to files under a folder, SQLite's way: the n-th call fails once, or ends the process.
 * Preloaded; FAULT_UNDER: the folder; FAULT_AT: n, 0 for none; FAULT_HOW: kill or fail; FAULT_COUNT: file for the count.
 * With FAULT_PORT what is sent to a server on that port is counted and broken instead, as on a lost connection. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/types.h>

static atomic_long calls;

static int under(const char *path) {
    const char *folder = getenv("FAULT_UNDER");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

long fault_calls(void) { return calls; }

static int broken(int counts) {
    if (!counts) return 0;
    const char *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW");
    if (atomic_fetch_add(&calls, 1) + 1 != (at ? atol(at) : 0)) return 0;
    if (how && strcmp(how, "kill") == 0) raise(SIGKILL);
    errno = ENOSPC;
    return 1;
}

static int ours(int file) {
    if (getenv("FAULT_PORT")) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return under(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
ssize_t write(int f, const void *b, size_t n) { return broken(ours(f)) ? -1 : REAL(write)(f, b, n); }
ssize_t pwrite(int f, const void *b, size_t n, off_t o) { return broken(ours(f)) ? -1 : REAL(pwrite)(f, b, n, o); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) { return broken(ours(f)) ? -1 : REAL(pwrite64)(f, b, n, o); }
int fsync(int f) { return broken(ours(f)) ? -1 : REAL(fsync)(f); }
int fdatasync(int f) { return broken(ours(f)) ? -1 : REAL(fdatasync)(f); }
int ftruncate(int f, off_t n) { return broken(ours(f)) ? -1 : REAL(ftruncate)(f, n); }
int ftruncate64(int f, off64_t n) { return broken(ours(f)) ? -1 : REAL(ftruncate64)(f, n); }
int rename(const char *a, const char *b) {
    return broken(!getenv("FAULT_PORT") && under(b)) ? -1 : REAL(rename)(a, b);
}

static int served(int socket) {
    const char *port = getenv("FAULT_PORT");
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    if (!port || getpeername(socket, (struct sockaddr *)&peer, &size)) return 0;
    if (peer.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&peer)->sin_port) == atoi(port);
    return peer.ss_family == AF_INET6 && ntohs(((struct sockaddr_in6 *)&peer)->sin6_port) == atoi(port);
}

ssize_t send(int s, const void *b, size_t n, int f) {
    if (!broken(served(s))) return REAL(send)(s, b, n, f);
    shutdown(s, SHUT_RDWR);
    errno = ECONNRESET;
    return -1;
}

__attribute__((destructor)) static void told(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) { fprintf(file, "%ld", calls); fclose(file); }
}
