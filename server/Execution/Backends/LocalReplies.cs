using System.Buffers;
using System.Globalization;
using System.Text;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Answers in Anthropic's form that are made here (edge case 116).</summary>
internal static class LocalReplies
{
    /// <summary>A JSON body.</summary>
    public static UpstreamReply Json(int status, ReadOnlyMemory<byte> body, FailureKind failure = FailureKind.None, string? detail = null, string? requestId = null) => new()
    {
        Status = status,
        Headers = Headers("application/json", requestId ?? MintedIds.Request()),
        Body = OnceAsync(body),
        Failure = failure,
        FailureDetail = detail,
    };

    /// <summary>The answer to <c>count_tokens</c>.</summary>
    public static UpstreamReply Count(int tokens) =>
        Json(200, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"input_tokens":{{tokens}}}""")));

    /// <summary>Headers of an answer made here.</summary>
    public static HeaderDictionary Headers(string contentType, string requestId) => new()
    {
        ["content-type"] = contentType,
        ["cache-control"] = "no-cache",
        [HeaderNames.RequestId] = requestId,
    };

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OnceAsync(ReadOnlyMemory<byte> body)
    {
        await Task.CompletedTask;
        yield return body;
    }
}
