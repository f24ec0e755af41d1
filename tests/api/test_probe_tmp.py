import json, time
from tests.support import BACKEND, VETERINARY, Posting
from graph_service.api.ids import global_id
RUN='id status rejectionReason durationMs jobTitle parsed{title responsibilities{heading bulletCount span{start end text}}} skills{name isPrimary tag matchedAlias method evidence{start end text} skill{slug}} signals{skill{score role{slug}} alias{score matchedAlias role{slug}} kra{score role{slug} matches{similarity}}} decision{case confidence reasoning isNewRole newRoleName newRole{name slug} arbiterFired aliasCollision role{slug} runnerUp{slug} subRole{slug} margin} placements{term name tag method skill{slug} dimensions{score isKnown dimension{slug}}} persistence{newSkills skillDimensionSaved roleDimensionSaved skipped rows{skill tag dimension{slug} skillDimension roleDimension note}} report{skillClusters{dimension{slug} skills} natureOfWork{label summary source evidence{start end text}} aiIndex{score source} techStackMaturity{label source} kraDescription} captured{id kind status text count similarity role{slug} skill{slug} run{id} createdAt details} cost{extractUsd detailsUsd finalUsd totalUsd} llmCalls{model} warnings createdAt updatedAt'
async def test_probe(client):
    c=client
    async def show(q,**v):
        t=time.time()
        r=await c.result(q,**v)
        print('\n##',q[:120],{k:str(x)[:100] for k,x in v.items()},round(time.time()-t,2)); print(json.dumps(r.data,default=str)[:9000]); print([ (e.message,e.extensions,e.path) for e in r.errors or []])
        return r.data
    q='mutation($i:RunPipelineInput!){runPipeline(input:$i){errors{code message field} run{%s}}}'%RUN
    d=await show(q,i={'jobDescription':BACKEND.text,'jobTitle':BACKEND.title,'idempotencyKey':'k1'})
    d2=await show('mutation($i:RunPipelineInput!){runPipeline(input:$i){errors{code message field} run{id}}}',i={'jobDescription':BACKEND.text,'jobTitle':BACKEND.title,'idempotencyKey':'k1'})
    s='mutation($i:RunPipelineInput!){runPipeline(input:$i){errors{code message field} run{id status rejectionReason}}}'
    await show(s,i={'jobDescription':VETERINARY.text,'idempotencyKey':'k1'})
    await show(q,i={'jobDescription':VETERINARY.text,'jobTitle':VETERINARY.title})
    for t in ['','too short','a\0b','\ud800 x','x'*2_000_000]:
        await show(s,i={'jobDescription':t})
    await show(s,i={'jobDescription':BACKEND.text,'jobTitle':'\ud800'})
    await show(s,i={'jobDescription':BACKEND.text,'idempotencyKey':'\ud800'})
    await show(s,i={'jobDescription':BACKEND.text,'jobTitle':'\0'})
    e='mutation($i:ExtractInput!){extractFromJd(input:$i){errors{code message field} run{id status decision{role{slug}} skills{name} placements{term} persistence{newSkills} report{kraDescription}}}}'
    x=await show(e,i={'jobDescription':BACKEND.text+'\nOne more line.','jobTitle':'Software Engineer','idempotencyKey':'k2'})
    rid=x['extractFromJd']['run']['id']
    dt='mutation($i:DetailsInput!){extractDetails(input:$i){errors{code message field} run{id status skills{name tag isPrimary evidence{text}} decision{case role{slug}} placements{term name}}}}'
    fi='mutation($i:FinalizeInput!){finalizeRole(input:$i){errors{code message field} run{id status decision{case role{slug} reasoning confidence} persistence{newSkills rows{skill}} report{kraDescription}}}}'
    await show(fi,i={'runId':rid})
    await show(dt,i={'runId':rid,'skills':['Java','Golang','Quarkus','Java']})
    await show(dt,i={'runId':rid,'skills':['']}); await show(dt,i={'runId':'nonsense'}); await show(dt,i={'runId':global_id('PipelineRun','no')}); await show(dt,i={'runId':global_id('Skill','no')})
    await show(dt,i={'runId':rid,'skills':['\ud800']})
    await show(fi,i={'runId':rid,'roleSlug':'nope'})
    await show(fi,i={'runId':rid,'roleSlug':'\ud800'})
    await show(fi,i={'runId':rid,'roleSlug':'devops-engineer'})
    await show(fi,i={'runId':rid,'roleSlug':'devops-engineer'})
    await show(dt,i={'runId':rid,'skills':['Java']})
    await show('{pipelineRuns(first:2){totalCount nodes{id status} pageInfo{hasNextPage endCursor}}}')
    await show('query($i:ID!){pipelineRun(id:$i){status} node(id:$i){__typename id}}',i=rid)
    await show('{pipelineRun(id:"x"){status}}')
    await show('{reviewItems(first:5){totalCount nodes{id kind text role{slug} skill{slug} run{id} count} pageInfo{hasNextPage endCursor}}}')
    await show('query($s:String){skill(slug:$s){slug}}',s='\ud800'); await show('query($s:String){skill(name:$s){slug}}',s='\ud800'); await show('query($s:String!){dimension(slug:$s){slug}}',s='\ud800\0')
    await show('query($s:String!){dimension(slug:$s){slug}}',s='a\0b')
    await show('query($i:ID!){node(id:$i){id}}',i='\ud800')
    for m in ['mergeSkills(input:{from:["a"],into:"b"})','undo(eventId:"x")']:
        await show('mutation{%s{errors{code message field}}}'%m)
    for w in (rid,'k1'):
        try:
            for a in await c.follow('subscription($i:ID!){pipelineProgress(runId:$i){step fraction message run{id status}}}',i=w): print(a.data,a.errors)
        except Exception as ex: print('EXC',repr(ex))
