package io.pretext.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.ParameterException;

/** An error as one line for people. */
final class Sentence {

  private Sentence() {}

  static String of(Throwable error) {
    if (error instanceof UncheckedIOException unchecked && isBare(unchecked)) {
      return of(unchecked.getCause());
    }
    if (error instanceof NoSuchFileException e) {
      return e.getFile() + " does not exist";
    }
    if (error instanceof AccessDeniedException e) {
      return e.getFile() + " may not be read or written by this user";
    }
    if (error instanceof FileSystemException e && e.getReason() != null) {
      return e.getFile() + ": " + e.getReason();
    }
    if (error instanceof OutOfMemoryError) {
      return "out of memory ("
          + error.getMessage()
          + "): take a smaller batch, or more heap with JAVA_OPTS=-Xmx2g";
    }
    if (isMeantForPeople(error) && error.getMessage() != null) {
      return error.getMessage().lines().reduce((a, b) -> a + " " + b.strip()).orElse("");
    }
    return "this should not happen: " + error + " (run again with -v for where)";
  }

  private static boolean isMeantForPeople(Throwable error) {
    return error instanceof IllegalArgumentException
        || error instanceof UncheckedIOException
        || error instanceof IOException
        || error instanceof ArithmeticException
        || error instanceof ParameterException
        || error instanceof UnsupportedOperationException;
  }

  /** Whether the wrapper's message is only its cause's class and message again. */
  private static boolean isBare(UncheckedIOException error) {
    return error.getMessage() == null || error.getMessage().equals(error.getCause().toString());
  }
}
