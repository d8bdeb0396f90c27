using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Rpc;

/// <summary>
/// Log lines for the editors: our own categories, from <see cref="LogLevel.Information"/> on. No request waits for an editor: what
/// is not sent in time is lost here, and the log file has it.
/// </summary>
public sealed class RpcLoggerProvider : ILoggerProvider
{
    private const string OurCategories = "ClaudeSidecar.";

    // Of a flood the end is worth more than the beginning.
    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private volatile RpcClients? _clients;

    /// <summary>Longest message that is sent; of a longer one the beginning.</summary>
    public static int MaxCharacters => 4096;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith(OurCategories, StringComparison.Ordinal)
        ? new RpcLogger(this, categoryName.Split('.')[^1])
        : NullLogger.Instance;

    /// <inheritdoc/>
    public void Dispose() => _lines.Writer.TryComplete();

    /// <summary>Sends the lines that are logged from now on to those clients that want them.</summary>
    internal async Task SendAsync(RpcClients clients, CancellationToken stopping)
    {
        _clients = clients;
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(stopping))
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(line.ToParams(), RpcJson.Default.LogParams);
                foreach (var link in clients.All())
                {
                    link.Log(json);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The links end too.
        }
        finally
        {
            _clients = null;
        }
    }

    private readonly record struct Line(LogLevel Level, string Category, string Text, Exception? Exception)
    {
        public LogParams ToParams()
        {
            var message = Exception is null ? $"{Category}: {Text}" : $"{Category}: {Text}{Environment.NewLine}{Exception}";
            return new()
            {
                Level = Level switch
                {
                    LogLevel.Information => "info",
                    LogLevel.Warning => "warning",
                    _ => "error",
                },
                Message = message.Length <= MaxCharacters ? message : string.Concat(message.AsSpan(0, MaxCharacters - 1), "…"),
            };
        }
    }

    private sealed class RpcLogger(RpcLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None && owner._clients?.Count > 0;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) // a logger of several providers asks none of them
            {
                owner._lines.Writer.TryWrite(new(logLevel, category, formatter(state, exception), exception));
            }
        }
    }
}
