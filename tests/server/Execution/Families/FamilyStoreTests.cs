using ClaudeSidecar.Cli.Doctor;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Tests.Execution.Families;

public sealed class FamilyStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly LogBook _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WithoutFilesTheBuiltInFamiliesHold() => Assert.Same(FamilyBook.BuiltIn, Store().Current);

    [Fact]
    public void AFileOfTheSameNameChangesWhatItSaysAndNothingElse()
    {
        Write("mine.json", """
            // as I like it
            { "name": "qwen3-coder", "sampling": { "temperature": 0.1 }, "hints": ["- One.", "- Two."], }
            """);

        var family = Store().Current.Of("qwen3-coder:30b");

        Assert.Equal(new Sampling { Temperature = 0.1 }, family.Sampling);
        Assert.Equal("- One.\n- Two.", family.Hints);
        Assert.Equal(FamilyBook.BuiltIn.Of("qwen3-coder").ControlTokens, family.ControlTokens);
        Assert.Contains("SECURITY-REVIEW", family.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfANewNameAddsAFamily()
    {
        Write("acme.json", """{ "name": "acme", "basedOn": "mistral", "matches": ["Acme*Coder", "mistral-acme"], "prompt": "" }""");

        var store = Store();

        Assert.Equal(("acme", CallIdRule.NineCharacters, ""), (store.Current.Of("org/acme_large-coder:7b") is var family ? family.Name : "", family.CallIds, family.Prompt));
        Assert.Equal("acme", store.Current.Of("mistral-acme").Name);
        Assert.Equal("mistral", store.Current.Of("mistral-small").Name);
    }

    [Theory]
    [InlineData("""{ "name": "qwen3", "temprature": 1 }""", "temprature")]
    [InlineData("""{ "name": "qwen3", "sampling": { "temperature": 7 } }""", "temperature must be 0 … 2")]
    [InlineData("""{ "name": "qwen3", "thinking": { "mode": "sometimes" } }""", "line 1, $.thinking.mode")]
    [InlineData("""{ "name": "qwen3", "controlTokens": ["]~b]"] }""", "a control token begins with < or [ and has 3 to 64 characters: ]~b]")]
    [InlineData("""{ "matches": ["x"] }""", "a family needs a name")]
    [InlineData("""{ "name": """, "line 1")]
    [InlineData("null", "null is no family")]
    [InlineData("", "line 1")]
    public void ABrokenFileIsToldInOneSentenceAndTheBuiltInStays(string content, string words)
    {
        Write("broken.json", content);

        Assert.Equal(FamilyBook.BuiltIn.Of("qwen3:8b"), Store().Current.Of("qwen3:8b"));
        var told = Assert.Single(_log.Lines, line => line.Contains("broken.json", StringComparison.Ordinal));
        Assert.Contains(words, told, StringComparison.Ordinal);
        Assert.DoesNotContain("ClaudeSidecar", told, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told);
        Assert.Contains(words, Assert.Single(FamilyChecks.Files(_folder.Paths, new(IsChinese: false))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatChangesIsReadAgain()
    {
        var store = Store();
        Assert.Equal(0.7, store.Current.Of("qwen3-coder").Sampling.Temperature);

        Write("q.json", """{ "name": "qwen3-coder", "sampling": {} }""");
        Assert.Equal(0.7, store.Current.Of("qwen3-coder").Sampling.Temperature);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(store.Current.Of("qwen3-coder").Sampling.Temperature);

        File.Delete(_folder["families/q.json"]);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0.7, store.Current.Of("qwen3-coder").Sampling.Temperature);
    }

    [Fact]
    public void AFileThatStaysBrokenIsToldOnce()
    {
        Write("broken.json", "{");
        var store = Store();
        _ = store.Current;
        Write("other.json", """{ "name": "acme", "matches": ["acme"] }""");
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("acme", store.Current.Of("acme").Name);
        Assert.Single(_log.Lines, line => line.Contains("broken.json", StringComparison.Ordinal));
    }

    private FamilyStore Store() => new(_folder.Paths, _time, _log.CreateLogger<FamilyStore>());

    private void Write(string name, string content) => _folder.Write($"families/{name}", content);
}
