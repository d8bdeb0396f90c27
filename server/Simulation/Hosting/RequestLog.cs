using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>The requests that were received, newest last; the oldest are forgotten beyond the last thousand.</summary>
internal sealed class RequestLog(TimeProvider time)
{
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<ReceivedRequest> _requests = new();
    private int _count;

    /// <summary>Notes a request, or only makes one that nobody will ask for.</summary>
    public ReceivedRequest Add(bool keep, string method, string path, Func<IReadOnlyList<KeyValuePair<string, string>>> headers)
    {
        if (!keep)
        {
            return new() { Number = 0, At = default, Method = method, Path = path, Headers = [] };
        }

        lock (_lock)
        {
            var request = new ReceivedRequest { Number = ++_count, At = time.GetUtcNow(), Method = method, Path = path, Headers = headers() };
            _requests.Enqueue(request);
            if (_requests.Count > Most)
            {
                _requests.Dequeue();
            }

            return request;
        }
    }

    /// <summary>What was received until now.</summary>
    public IReadOnlyList<ReceivedRequest> Snapshot()
    {
        lock (_lock)
        {
            return [.. _requests];
        }
    }

    /// <summary>Forgets everything; the numbers begin again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _count = 0;
        }
    }

    /// <summary>The requests for the control plane, credentials masked.</summary>
    public JsonArray Describe() => new([.. Snapshot().Select(Describe)]);

    private static JsonNode Describe(ReceivedRequest request)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = HeaderNames.IsCredential(name) ? "***" : value;
        }

        return new JsonObject
        {
            ["number"] = request.Number,
            ["at"] = request.At.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["method"] = request.Method,
            ["path"] = request.Path,
            ["headers"] = headers,
            ["credential"] = request.Headers.Any(header => HeaderNames.IsCredential(header.Key)),
            ["body"] = Body(request.Body),
            ["mainNumber"] = request.MainNumber,
            ["status"] = request.Status,
            ["refusal"] = request.Refusal,
            ["incident"] = request.Incident,
            ["play"] = request.Play,
            ["step"] = request.Step,
            ["prompt"] = request.Prompt,
            ["cached"] = request.Cached,
            ["clientLeft"] = request.ClientLeft,
        };
    }

    private static JsonNode? Body(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(body.Span);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(System.Text.Encoding.UTF8.GetString(body.Span));
        }
    }
}
