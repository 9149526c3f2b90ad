/* Uses as much of a C library as fits here: streams, files, folders, memory, time and randomness. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char line[64] = "";
  int lines = 0;
  while (fgets(line, sizeof line, stdin)) lines++;
  printf("%s has %d arguments, %s=%s, %d lines\n", argv[0], argc, "NAME", getenv("NAME"), lines);
  mkdir("/folder", 0777);
  FILE *file = fopen("/folder/a", "w+");
  fprintf(file, "%.17g", 22.0 / 7.0);
  rewind(file);
  printf("file holds %s\n", fgets(line, sizeof line, file));
  fclose(file);
  rename("/folder/a", "/folder/b");
  DIR *folder = opendir("/folder");
  for (struct dirent *entry; (entry = readdir(folder));) printf("entry %s\n", entry->d_name);
  closedir(folder);
  struct stat found;
  printf("stat %d, size %d\n", stat("/folder/b", &found), (int)found.st_size);
  printf("outside %d, time %ld\n", fopen("/../etc/passwd", "r") != NULL, (long)time(NULL));
  struct timespec hour = {3600, 0};
  nanosleep(&hour, NULL);
  printf("an hour later %ld\n", (long)time(NULL));
  return 3;
}
