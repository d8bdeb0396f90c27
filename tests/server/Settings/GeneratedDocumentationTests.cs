using System.Text.Json;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Settings;

/// <summary>The schema and the pages in docs/ are made from the option table. UPDATE_GENERATED=1 writes them anew.</summary>
public sealed class GeneratedDocumentationTests
{
    [Fact]
    public void TheSchemaIsThatOfTheTable() => AssertGenerated("sidecar.schema.json", OptionsSchema.Text());

    [Fact]
    public void TheEnglishPageIsThatOfTheTable() => AssertGenerated("configuration.md", OptionsPage.English());

    [Fact]
    public void TheChinesePageIsThatOfTheTable() => AssertGenerated("configuration.zh-CN.md", OptionsPage.Chinese());

    [Fact]
    public void EveryDefaultOfTheTableIsThatOfTheProgram()
    {
        var written = OptionsReader.Parse(JsonSerializer.SerializeToUtf8Bytes(Defaults(OptionTable.Root)), "table").Options!;

        Assert.Equal(Shown(new SidecarOptions()), Shown(written));
    }

    private static Dictionary<string, JsonElement> Defaults(OptionField section) => section.Fields
        .Where(field => field.Default is not null || field.Kind == OptionKind.Section)
        .ToDictionary(field => field.Name, field => field.Kind switch
        {
            OptionKind.Section => JsonSerializer.SerializeToElement(Defaults(field)),
            OptionKind.Word or OptionKind.Duration or OptionKind.Schedule => JsonSerializer.SerializeToElement(field.Default),
            _ => JsonElement.Parse(field.Default!),
        });

    // Lists of records have no value equality.
    private static string Shown(SidecarOptions options) =>
        ($"{options with { Providers = [], Handover = options.Handover with { WarnBelow = [], StayLonger = [], LeaveEarlier = [] } }} {string.Join(", ", options.Providers)} "
            + $"{string.Join(", ", options.Handover.WarnBelow)} {string.Join(", ", options.Handover.StayLonger)} {string.Join(", ", options.Handover.LeaveEarlier)}")
            .Replace(options.Providers.GetType().ToString(), "", StringComparison.Ordinal);

    private static void AssertGenerated(string file, string text)
    {
        var path = RepositoryFiles.Path("docs", file);
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path));
    }
}
