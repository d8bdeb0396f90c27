using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>
/// Has a cloud model write a brief of turns that a local model will not see, while there is still somebody to ask. Only a provider that
/// is paid with a key of the sidecar's own is ever asked, and nothing waits for the answer: without one, the brief that is made here holds.
/// </summary>
/// <param name="options">The configuration as it is now.</param>
/// <param name="find">The backend of a name; null when there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets sizes and reasons, never text of a conversation.</param>
public sealed partial class CloudBriefWriter(Func<SidecarOptions> options, Func<string, IBackend?> find, TimeProvider time, ILogger<CloudBriefWriter> logger)
{
    /// <summary>The most tokens of a brief.</summary>
    public const int MostTokens = 1200;

    /// <summary>The most characters that are sent; of a longer text the end, which is the newer part.</summary>
    public const int MostCharacters = 200_000;

    /// <summary>The shortest time between two questions: a cut comes seldom, and whoever cuts often is not to pay often.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private const int Kept = 16;
    private const int LongestAnswer = 1 << 20;
    private const string SmallestModel = "claude-haiku-4-5";

    private const string Instruction =
        "You are given excerpts of a programming session that somebody else will go on with. Write a brief for them, in at most 600 words: what the user wants, and how that "
        + "changed; what was decided, and why; which files were changed, and how; what was tried and did not work; what is open. Only what the excerpts say. Plain text.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<(string Key, string Brief)> _written = new();
    private DateTimeOffset? _askedAt;

    /// <summary>Writes a brief; null where there is none to be had. The same excerpts are sent once.</summary>
    /// <param name="provider">Who is asked: one that a key of the sidecar's own pays for.</param>
    /// <param name="excerpts">What the brief is to be of. It leaves this machine.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<string?> WriteAsync(string provider, string excerpts, CancellationToken cancellationToken)
    {
        var paid = options().Providers.FirstOrDefault(one => one.Name == provider && one.Credentials == CredentialKind.Key);
        if (paid is null || find(provider) is not { } backend || excerpts.Length == 0)
        {
            return null;
        }

        var key = System.Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}\n{excerpts}")));
        if (!MayAsk(key, out var known))
        {
            return known;
        }

        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var reply = await backend.SendAsync(Request(paid.Model ?? SmallestModel, excerpts), either.Token);
            var brief = reply.Status == StatusCodes.Status200OK ? Text(await ReadAsync(reply, either.Token)) : null;
            if (brief is null)
            {
                LogNone(provider, reply.Status);
                return null;
            }

            Keep(key, brief);
            LogWritten(provider, excerpts.Length, brief.Length);
            return brief;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNone(provider, 0);
            return null;
        }
    }

    private static UpstreamRequest Request(string model, string excerpts)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, model);
            writer.WriteNumber("max_tokens"u8, MostTokens);
            writer.WriteString("system"u8, Instruction);
            writer.WriteStartArray("messages"u8);
            writer.WriteStartObject();
            writer.WriteString("role"u8, "user"u8);
            writer.WriteString("content"u8, excerpts.Length <= MostCharacters ? excerpts : excerpts[^MostCharacters..]);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return new()
        {
            Method = HttpMethods.Post,
            PathAndQuery = "/v1/messages",
            Headers = new HeaderDictionary { ["Content-Type"] = "application/json", ["anthropic-version"] = "2023-06-01" },
            Body = body.WrittenMemory,
            Head = MessagesHeadReader.Read(body.WrittenSpan),
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(UpstreamReply reply, CancellationToken cancellationToken)
    {
        var answer = new ArrayBufferWriter<byte>();
        await foreach (var piece in reply.Body.WithCancellation(cancellationToken))
        {
            if (answer.WrittenCount + piece.Length > LongestAnswer)
            {
                throw new IOException("The brief is longer than 1 MB.");
            }

            answer.Write(piece.Span);
        }

        return answer.WrittenMemory;
    }

    private static string? Text(ReadOnlyMemory<byte> message)
    {
        using var answer = JsonDocument.Parse(message);
        if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("content"u8, out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = content.EnumerateArray()
            .Where(block => block.ValueKind == JsonValueKind.Object && block.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String)
            .Select(block => block.GetProperty("text"u8).GetString());
        return string.Concat(texts).Trim() is { Length: > 0 } brief ? brief : null;
    }

    // True where it is to be asked; else what was written before, if anything was.
    private bool MayAsk(string key, out string? known)
    {
        lock (_lock)
        {
            known = _written.FirstOrDefault(written => written.Key == key).Brief;
            var now = time.GetUtcNow();
            if (known is not null || now < _askedAt + Pause)
            {
                return false;
            }

            _askedAt = now;
            return true;
        }
    }

    private void Keep(string key, string brief)
    {
        lock (_lock)
        {
            _written.Enqueue((key, brief));
            if (_written.Count > Kept)
            {
                _written.Dequeue();
            }
        }
    }

    [LoggerMessage(EventId = 3220, EventName = "BriefWritten", Level = LogLevel.Information, Message = "{Provider} wrote a brief of {Characters} characters of a session, in {Length}")]
    private partial void LogWritten(string provider, int characters, int length);

    [LoggerMessage(EventId = 3221, EventName = "NoBrief", Level = LogLevel.Warning, Message = "{Provider} wrote no brief (status {Status}); the one that is made here holds")]
    private partial void LogNone(string provider, int status);
}
