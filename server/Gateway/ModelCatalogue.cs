using System.Buffers;
using System.Text.Json;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Gateway;

/// <summary>The models that can answer, in the shape of Anthropic's own list: for when Anthropic is not asked for it. Pure.</summary>
public static class ModelCatalogue
{
    // What Anthropic documents for a model whose day of release is not known.
    private const string Undated = "1970-01-01T00:00:00Z";

    /// <summary>The whole list as one page of JSON: of each provider the models that a session can be given, each id once.</summary>
    /// <param name="providers">What is configured and was found.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<BackendStatus> providers)
    {
        var models = providers.SelectMany(provider => Ids(provider).Select(id => (Id: id, Provider: provider.Name))).DistinctBy(model => model.Id).ToList();
        var page = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(page))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (var (id, provider) in models)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "model"u8);
                writer.WriteString("id"u8, id);
                writer.WriteString("display_name"u8, $"{id} ({provider})");
                writer.WriteString("created_at"u8, Undated);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteBoolean("has_more"u8, false);
            writer.WriteString("first_id"u8, models is [var first, ..] ? first.Id : null);
            writer.WriteString("last_id"u8, models is [.., var last] ? last.Id : null);
            writer.WriteEndObject();
        }

        return page.WrittenMemory;
    }

    private static IEnumerable<string> Ids(BackendStatus provider)
    {
        var asked = provider.Model is { } model ? [model] : Array.Empty<string>();
        return asked.Concat((provider.Models ?? []).Where(known => known.Fit).Select(known => known.Id));
    }
}
