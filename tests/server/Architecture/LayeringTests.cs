using ClaudeSidecar.Cli;
using Mono.Cecil;

namespace ClaudeSidecar.Tests.Architecture;

public sealed class LayeringTests
{
    private static readonly ModuleDefinition Sidecar = ModuleDefinition.ReadModule(typeof(ExitCodes).Assembly.Location);

    [Fact]
    public void AFolderRefersOnlyToLowerLayers() => Assert.Empty(Layers.Violations(Sidecar));

    [Fact]
    public void EveryFolderHasItsRowInTheTable() =>
        Assert.Empty(Layers.AllTypes(Sidecar.Types).Select(type => Layers.Folder(type)).Where(folder => folder is not null).Distinct().Except(Layers.Allowed.Keys));

    [Fact]
    public void NoRowNamesAFolderOfItsOwnLayerOrAbove()
    {
        // Rows stand in order of their layers, so that each names only rows above it.
        var order = Layers.Allowed.Keys.ToList();
        Assert.All(Layers.Allowed, row => Assert.All(row.Value, allowed => Assert.True(order.IndexOf(allowed) < order.IndexOf(row.Key))));
        Assert.DoesNotContain("Gateway", Layers.Allowed["Rpc"]);
        Assert.DoesNotContain("Execution", Layers.Allowed["Decision"]);
    }

    // The crafted types below stand in folders of another root, and each breaks the table in its own way.
    [Theory]
    [InlineData("FieldBreach")]
    [InlineData("BodyBreach")]
    [InlineData("GenericBreach")]
    [InlineData("BaseBreach")]
    [InlineData("LambdaBreach")]
    public void AForbiddenReferenceIsSeenWhereverItStands(string breach)
    {
        var tests = ModuleDefinition.ReadModule(typeof(LayeringTests).Assembly.Location);

        var violations = Layers.Violations(tests, "ClaudeSidecar.Tests.Architecture.Crafted.");

        Assert.Contains(violations, violation => violation.Contains($"Wire.{breach}", StringComparison.Ordinal) && violation.EndsWith("Gateway.Above", StringComparison.Ordinal));
        Assert.DoesNotContain(violations, violation => violation.Contains("Below", StringComparison.Ordinal));
    }

    [Fact]
    public void OnlyOneClassNamesLibGit2Sharp() => Assert.Equal(
        ["ClaudeSidecar.Context.Git.LibGit2GitReader"],
        Layers.AllTypes(Sidecar.Types)
            .Where(type => Layers.References(type).Any(to => to.Scope.Name == "LibGit2Sharp"))
            .Select(type => type.FullName.Split('/')[0]) // what stands within it is part of it
            .Distinct());

    [Fact]
    public void DecisionHasNoAsyncMethodAndTakesNoLogger() => Assert.Empty(
        Layers.AllTypes(Sidecar.Types)
            .Where(type => Layers.Folder(type) == "Decision")
            .SelectMany(type => Layers.References(type).Select(to => (type, to)))
            .Where(edge => edge.to.Namespace is "System.Threading.Tasks" or "System.Net.Http" or "System.IO" || edge.to.Namespace.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal))
            .Where(edge => edge.to.Name is not "Stream") // never held; only named by overloads of span helpers
            .Select(edge => $"{edge.type.FullName} → {edge.to.FullName}")
            .Distinct());
}
