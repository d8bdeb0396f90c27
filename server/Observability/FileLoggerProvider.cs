using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Observability;

/// <summary>Log lines to a file that is turned over at 5 MB, one old file kept. Written by one thread, so that no request waits for the disk.</summary>
public sealed class FileLoggerProvider : ILoggerProvider
{
    private const long Largest = 5 << 20;

    // A flood is cut rather than let grow: the log must never be what fills the memory.
    private readonly BlockingCollection<string> _lines = new(boundedCapacity: 4096);
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly Thread _writer;

    /// <summary>Begins to write.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="time">The clock.</param>
    public FileLoggerProvider(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _writer = new(Write) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName.Split('.')[^1]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.CompleteAdding();
        _writer.Join(TimeSpan.FromSeconds(2));
        _lines.Dispose();
    }

    private void Write()
    {
        try
        {
            foreach (var line in _lines.GetConsumingEnumerable())
            {
                if (File.Exists(_path) && new FileInfo(_path).Length > Largest)
                {
                    File.Move(_path, _path + ".1", overwrite: true);
                }

                File.AppendAllText(_path, line);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk costs the log, not the session.
        }
    }

    private sealed class FileLogger(FileLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new StringBuilder();
            line.Append(owner._time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)).Append(' ')
                .Append(logLevel).Append(' ').Append(category).Append(' ').Append(eventId.Id).Append(' ').Append(formatter(state, exception)).Append('\n');
            if (exception is not null)
            {
                line.Append("    ").Append(exception).Append('\n');
            }

            if (!owner._lines.IsAddingCompleted)
            {
                owner._lines.TryAdd(line.ToString());
            }
        }
    }
}
