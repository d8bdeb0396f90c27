using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Observability;

/// <summary>Log lines to a file that is turned over at 5 MB, one old file kept. No request waits for the disk: lines that come together are written together.</summary>
public sealed class FileLoggerProvider : ILoggerProvider, IAsyncDisposable
{
    private const long Largest = 5 << 20;

    // A flood is cut rather than let grow: the log must never be what fills the memory.
    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly Task _writing;

    /// <summary>Begins to write.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="time">The clock.</param>
    public FileLoggerProvider(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _writing = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName.Split('.')[^1]);

    /// <inheritdoc/>
    public void Dispose() => _lines.Writer.TryComplete();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var text = new StringBuilder();
        try
        {
            while (await _lines.Reader.WaitToReadAsync())
            {
                while (text.Length < 64 * 1024 && _lines.Reader.TryRead(out var line))
                {
                    line.AppendTo(text);
                }

                TurnOver();
                await File.AppendAllTextAsync(_path, text.ToString());
                text.Clear();

                // Whatever comes within the next moment is written in one go with the rest; at the end there is nothing to wait for.
                await Task.WhenAny(_lines.Reader.Completion, Task.Delay(TimeSpan.FromMilliseconds(200), _time));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk costs the log, not the session.
            _lines.Writer.TryComplete();
        }
    }

    private void TurnOver()
    {
        if (File.Exists(_path) && new FileInfo(_path).Length > Largest)
        {
            File.Move(_path, _path + ".1", overwrite: true);
        }
    }

    private readonly record struct Line(DateTimeOffset At, LogLevel Level, string Category, int Id, string Text, Exception? Exception)
    {
        public void AppendTo(StringBuilder text)
        {
            text.Append(At.ToString("O", CultureInfo.InvariantCulture)).Append(' ').Append(Level).Append(' ').Append(Category).Append(' ').Append(Id).Append(' ')
                .Append(Text).Append('\n');
            if (Exception is not null)
            {
                text.Append("    ").Append(Exception).Append('\n');
            }
        }
    }

    private sealed class FileLogger(FileLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Writer.TryWrite(new(owner._time.GetUtcNow(), logLevel, category, eventId.Id, formatter(state, exception), exception));
    }
}
