using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Rpc;

/// <summary>
/// JSON-RPC 2.0 over one stream, with requests in both directions and cancellation of both. Knows frames and messages,
/// and nothing of the sidecar.
/// </summary>
internal sealed partial class RpcConnection
{
    private const int FlushBytes = 64 * 1024;

    // A peer that has closed its side may still read: what it asked before is answered, within this time.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RpcOutbox _outbox = new();
    private readonly RpcCalls _calls;
    private readonly RpcDispatcher _dispatcher;

    /// <param name="stream">The link; closed when it ends.</param>
    /// <param name="methods">What the peer may ask.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of handlers that fail.</param>
    public RpcConnection(Stream stream, IReadOnlyDictionary<string, RpcHandler> methods, TimeProvider time, ILogger logger)
    {
        _stream = stream;
        _time = time;
        _logger = logger;
        _calls = new(_outbox);
        _dispatcher = new(methods, _outbox, logger);
    }

    /// <summary>A notification of the peer, other than a cancellation.</summary>
    public event Action<string, JsonElement?>? Notified;

    /// <summary>Runs the link until it ends, and says why it did. Never throws.</summary>
    public async Task<LinkEnd> RunAsync(CancellationToken stopping)
    {
        using var link = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reading = EndOfAsync(ReadAsync, link.Token);
        var writing = EndOfAsync(WriteAsync, link.Token);
        var dispatching = Task.Run(() => _dispatcher.RunAsync(link.Token), CancellationToken.None);

        var end = await await Task.WhenAny(reading, writing);
        if (end is LinkEnd.PeerClosed or LinkEnd.Corrupt)
        {
            await DrainAsync(dispatching, writing, stopping);
        }

        await link.CancelAsync();
        await _stream.DisposeAsync(); // a read that ignores its token ends with this
        _calls.End($"The link has ended: {end}.");
        await Task.WhenAll(reading, writing, dispatching);
        return end;
    }

    /// <summary>Asks the peer.</summary>
    /// <param name="method">What to ask.</param>
    /// <param name="parameters">One JSON object; empty for none.</param>
    /// <param name="cancellationToken">Gives the request up, here and there.</param>
    /// <exception cref="RpcException">The peer answered with an error.</exception>
    /// <exception cref="IOException">The link ended first.</exception>
    public Task<JsonElement> InvokeAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) =>
        _calls.InvokeAsync(method, parameters, cancellationToken);

    /// <summary>Tells the peer once; lost when the peer is far behind.</summary>
    public void Notify(string method, ReadOnlyMemory<byte> parameters)
    {
        if (!_outbox.TryAddNotification(RpcBody.Notification(method, parameters)))
        {
            LogNotificationLost(method);
        }
    }

    /// <summary>Tells the peer something that it can do without: lost without a word when the peer is behind.</summary>
    public void Mention(string method, ReadOnlyMemory<byte> parameters) =>
        _outbox.TryAddNotification(RpcBody.Notification(method, parameters), dispensable: true);

    /// <summary>Tells the peer a state: if it does not read, only the latest waits for it.</summary>
    public void Publish(string method, ReadOnlyMemory<byte> parameters) =>
        _outbox.SetState(method, RpcBody.Notification(method, parameters));

    private static async Task<LinkEnd> EndOfAsync(Func<CancellationToken, Task<LinkEnd>> loop, CancellationToken linkEnded)
    {
        try
        {
            return await loop(linkEnded);
        }
        catch (Exception) when (linkEnded.IsCancellationRequested)
        {
            return LinkEnd.Stopped;
        }
        catch (InvalidDataException)
        {
            return LinkEnd.Corrupt;
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return LinkEnd.Broken;
        }
    }

    private async Task<LinkEnd> ReadAsync(CancellationToken linkEnded)
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (await Framing.ReadAsync(reader, linkEnded) is { } body)
            {
                await ReceiveAsync(body, linkEnded);
                await _outbox.WaitForRoomAsync(linkEnded);
            }

            return LinkEnd.PeerClosed;
        }
        catch (InvalidDataException corrupt)
        {
            _outbox.Add(RpcBody.Error(null, ErrorCodes.ParseError, corrupt.Message));
            throw;
        }
    }

    private async ValueTask ReceiveAsync(byte[] body, CancellationToken linkEnded)
    {
        RpcMessage message;
        try
        {
            message = RpcMessage.Parse(body);
        }
        catch (JsonException)
        {
            // The frame was whole, so the next one is where it should be: the link lives on.
            _outbox.Add(RpcBody.Error(null, ErrorCodes.ParseError, "The body is no JSON in UTF-8."));
            return;
        }

        switch (message.Kind)
        {
            case RpcMessageKind.Request:
                await _dispatcher.AcceptAsync(message, linkEnded);
                break;
            case RpcMessageKind.Notification when message.Method == Methods.Cancel:
                _dispatcher.Cancel(message.Params);
                break;
            case RpcMessageKind.Notification:
                Notified?.Invoke(message.Method, message.Params);
                break;
            case RpcMessageKind.Response:
                _calls.Answered(message);
                break;
            case RpcMessageKind.Invalid:
                _outbox.Add(RpcBody.Error(message.Id, ErrorCodes.InvalidRequest, "The message is neither a request, nor a notification, nor an answer."));
                break;
        }
    }

    private async Task<LinkEnd> WriteAsync(CancellationToken linkEnded)
    {
        var writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        while (await _outbox.WaitAsync(linkEnded))
        {
            while (writer.UnflushedBytes < FlushBytes && _outbox.TryTake(out var body))
            {
                Framing.Write(writer, body);
            }

            await writer.FlushAsync(linkEnded);
        }

        return LinkEnd.PeerClosed; // only a drain ends the outbox
    }

    private async Task DrainAsync(Task dispatching, Task writing, CancellationToken stopping)
    {
        try
        {
            _dispatcher.Complete();
            await dispatching.WaitAsync(DrainLimit, _time, stopping);
            _outbox.Complete();
            await writing.WaitAsync(DrainLimit, _time, stopping);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Nobody takes the answers.
        }
    }

    [LoggerMessage(EventId = 5005, EventName = "NotificationLost", Level = LogLevel.Warning, Message = "a client does not read: {Method} was not sent to it")]
    private partial void LogNotificationLost(string method);
}
